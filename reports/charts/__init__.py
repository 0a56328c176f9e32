"""Charts: figures become a drawing and the same figures as a table, without database, clock and script.

`bars`, `lines` and `waterfall` make a `Chart`; `templates/reports/charts/chart.html` puts it on a page (one drawing for
wide screens, one for narrow ones, the table beside), `printed.html` on paper. Nothing is told by colour alone: bars
have hatches, lines have dashes and markers, values stand beside what they measure. What is unknown (None) is a gap.
"""

from reports.charts.bars import bars
from reports.charts.lines import lines
from reports.charts.parts import Band, Chart, Series, Step
from reports.charts.waterfall import waterfall

__all__ = ["Band", "Chart", "Series", "Step", "bars", "lines", "waterfall"]
