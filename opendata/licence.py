"""Under what the data may be used, and who gives them."""

from typing import Final

NAME: Final = "CC BY 4.0"
URL: Final = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER: Final = {"vi": "Cửa khẩu số Lạng Sơn", "en": "Digital border gate of Lang Son", "zh": "谅山数字口岸"}
"""Also the words by which the source is to be named."""
