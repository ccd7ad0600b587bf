import { render } from 'lit-html';
import { PlotChart } from './charts/plot-chart.js';
import { LiveStream } from './live.js';
import { PageState } from './page-state.js';
import { redrawTablesBy } from './parts/table.js';
import { showPreferences, SYSTEM } from './preferences.js';
import { Refresher } from './refresher.js';
import { shell } from './shell.js';

const refresher = new Refresher();
const state = new PageState(drawSoon);
let isDrawingSoon = false;

/** However much is new, the page is drawn once a frame. */
function drawSoon(): void {
  if (isDrawingSoon) return;
  isDrawingSoon = true;
  requestAnimationFrame(draw);
}

function draw(): void {
  isDrawingSoon = false;
  render(shell(state, onChoice), document.body);
  for (const panel of state.shown) {
    refresher.watch({ element: document.getElementById(panel.id)!, feeds: panel.feeds });
  }
}

function onChoice(): void {
  state.speak();
  PlotChart.recolour();
}

const live = new LiveStream(
  'statistics/live',
  (message) => {
    if (!state.receive(message)) return;
    refresher.markStale();
  },
  (connection) => {
    const isBack = connection === 'live' && state.connection !== 'live';
    state.connection = connection;
    refresher.pause(connection === 'lost');
    if (isBack) {
      void state.design.load();
      refresher.markStale();
    }
    drawSoon();
  },
);

redrawTablesBy(drawSoon);
SYSTEM.addEventListener('change', () => {
  showPreferences();
  onChoice();
});
document.addEventListener('visibilitychange', () => {
  refresher.consider();
});
// The time since the last event goes on also where nothing else does.
setInterval(drawSoon, 1000);
document.querySelector('noscript')?.remove();
draw();
live.open();
