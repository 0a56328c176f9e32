// What is asked before a move begins with its first field, so that a shift can be worked by keys alone.
(() => {
  "use strict";
  document.querySelector("form.move :is(input:not([type=hidden]), textarea, select, button)")?.focus();
})();
