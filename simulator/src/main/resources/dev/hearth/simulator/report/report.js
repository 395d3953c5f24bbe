'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const runs = data.runs.map(run => ({...run.summary, latencySteps: run.latencySteps, replicas: run.replicas}));
const unique = values => [...new Set(values)];
const traces = unique(runs.map(run => run.trace));
const name = run => run.variant ? `${run.policy} (${run.variant})` : run.policy;
const policies = unique(runs.map(name));

// Policies by colour everywhere, variants of one in shades of it; traces, where they are the series, in shades of one.
const POLICY_COLOURS = {
  'load-balancing': '#94a3b8',
  'locality-aware': '#60a5fa',
  'locality-aware-out-of-order': '#f59e0b',
  'earliest-completion': '#0d9488',
};
const OTHER_COLOURS = ['#a855f7', '#ec4899', '#84cc16', '#78716c', '#0ea5e9', '#ef4444'];
const TRACE_COLOURS = ['#c4b5fd', '#8b5cf6', '#5b21b6', '#f9a8d4', '#ec4899', '#9d174d'];
const INK = '#0f172a';
// A colour with so much white in it, 0 to 1.
const lighter = (hex, white) => '#' + [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16))
  .map(part => Math.round(part + (255 - part) * white).toString(16).padStart(2, '0')).join('');
const LIGHTEST = 0.6;
const COLOURS = new Map(unique(runs.map(run => run.policy)).flatMap((policy, number) => {
  const variants = unique(runs.filter(run => run.policy === policy).map(name));
  const base = POLICY_COLOURS[policy] ?? OTHER_COLOURS[number % OTHER_COLOURS.length];
  return variants.map((variant, at) => [variant, lighter(base, LIGHTEST * at / Math.max(1, variants.length - 1))]);
}));
const colour = policy => COLOURS.get(policy);
const traceColour = trace => TRACE_COLOURS[traces.indexOf(trace) % TRACE_COLOURS.length];

Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.font.size = 12.5;
Chart.defaults.color = '#334155';
Chart.defaults.borderColor = '#e2e8f0';
Chart.defaults.elements.bar.borderRadius = 3;
Chart.defaults.elements.line.borderWidth = 2.25;
Chart.defaults.elements.point.radius = 3;
Chart.defaults.plugins.legend.position = 'bottom';
Chart.defaults.plugins.legend.labels.usePointStyle = true;
Chart.defaults.plugins.legend.labels.pointStyle = 'rectRounded';
Chart.defaults.plugins.legend.labels.boxHeight = 8;
Chart.defaults.plugins.legend.labels.padding = 14;
Chart.defaults.interaction = {mode: 'nearest', intersect: false};

const figure = value => value === 0 ? '0' : value >= 100 ? value.toFixed(0)
  : Number(value.toPrecision(value < 1 ? 2 : 3)).toString();
const niceStep = value => {
  const lead = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  return [1, 2, 5].some(step => Math.abs(lead - step) < 1e-6);
};
const axis = (text, more = {}) => ({title: {display: true, text}, grid: {drawTicks: false}, border: {display: false},
  ...more, ticks: {padding: 6, callback: value => figure(Number(value)), ...more.ticks}});
const logAxis = (text, more = {}) => axis(text, {type: 'logarithmic', ...more,
  grid: {drawTicks: false, color: line => niceStep(line.tick.value) ? '#e2e8f0' : 'transparent'},
  ticks: {autoSkip: false, maxRotation: 0, callback: value => niceStep(value) ? figure(value) : ''}});
const categories = () => ({grid: {display: false}, border: {color: '#cbd5e1'}});
// The line of a policy, later ones above earlier ones.
const line = (policy, points) => ({label: policy, borderColor: colour(policy), backgroundColor: colour(policy),
  order: -policies.indexOf(policy), data: points});
const noLegend = {plugins: {legend: {display: false}}};
const draw = (canvas, type, datasets, scales, more = {}) => new Chart(canvas,
  {type, data: {labels: more.labels, datasets}, options: {scales, plugins: more.plugins ?? {}, ...more.options}});
const find = (trace, policy) => runs.find(run => run.trace === trace && name(run) === policy);

function byPolicy(value) {
  return policies.map(policy => ({label: policy, backgroundColor: colour(policy), maxBarThickness: 46,
    categoryPercentage: 0.78, barPercentage: 0.92,
    data: traces.map(trace => find(trace, policy) ? value(find(trace, policy)) : null)}));
}

// A mark as wide as the group of bars that it belongs to.
const boundMarks = {
  id: 'boundMarks',
  afterDatasetsDraw(chart, _, options) {
    const {ctx, scales: {x, y}} = chart;
    if (!options.values) return;
    ctx.save();
    ctx.strokeStyle = INK;
    ctx.lineWidth = 2;
    ctx.setLineDash([5, 3]);
    const half = (x.width / options.values.length) * 0.42;
    options.values.forEach((value, at) => {
      const middle = x.getPixelForValue(at);
      ctx.beginPath();
      ctx.moveTo(middle - half, y.getPixelForValue(value));
      ctx.lineTo(middle + half, y.getPixelForValue(value));
      ctx.stroke();
    });
    ctx.restore();
  },
};

// The value of each bar above it, or at the top of the chart for a bar that leaves it.
const barValues = {
  id: 'barValues',
  afterDatasetsDraw(chart, _, options) {
    if (!options.text) return;
    const {ctx, chartArea} = chart;
    ctx.save();
    ctx.font = `11px ${Chart.defaults.font.family}`;
    ctx.fillStyle = '#334155';
    ctx.textAlign = 'center';
    chart.getSortedVisibleDatasetMetas().forEach(meta => meta.data.forEach((bar, at) => {
      const value = chart.data.datasets[meta.index].data[at];
      if (value == null) return;
      const text = options.text(value);
      if (ctx.measureText(text).width < bar.width + 5) ctx.fillText(text, bar.x, Math.max(bar.y, chartArea.top) - 5);
    }));
    ctx.restore();
  },
};
Chart.register(boundMarks, barValues);
Chart.defaults.layout.padding = {top: 16};

function latencyBars(canvas, value, bound) {
  const bounds = traces.map(trace => bound(runs.find(run => run.trace === trace)));
  const largest = Math.max(...runs.map(value));
  draw(canvas, 'bar', byPolicy(value),
    {x: categories(), y: logAxis('seconds', {min: Math.min(1, ...bounds), max: largest * 1.15})},
    {labels: traces, plugins: {boundMarks: {values: bounds}, barValues: {text: value => value >= 100 ? value.toFixed(0) : value.toFixed(value < 10 ? 2 : 1)}, legend: legendWith('zero-miss bound')}});
}

// The legend of the policies and one more line for what is drawn by hand.
const legendWith = text => ({labels: {generateLabels: chart => [
  ...Chart.defaults.plugins.legend.labels.generateLabels(chart),
  {text, strokeStyle: INK, lineWidth: 2, lineDash: [4, 3], pointStyle: 'line', fontColor: '#334155'}]}});

function missBars() {
  const misses = byPolicy(run => run.missRatio - run.falseMissRatio)
    .map(set => ({...set, stack: set.label}));
  const falseMisses = byPolicy(run => run.falseMissRatio)
    .map(set => ({...set, stack: set.label, backgroundColor: set.backgroundColor + '66', label: `${set.label}, false`}));
  draw('miss', 'bar', [...misses, ...falseMisses],
    {x: {...categories(), stacked: true}, y: axis('share of invocations', {stacked: true, min: 0})},
    {labels: traces, plugins: {legend: {labels: {filter: item => !item.text.endsWith(', false')}}}});
}

function distance() {
  const sets = byPolicy(run => run.meanOverZeroMissRatio);
  const clairvoyant = data.evictions.filter(point => point.label === 'clairvoyant');
  if (clairvoyant.length > 0) {
    sets.push({label: 'out-of-order, clairvoyant evictions', backgroundColor: '#fcd34d', maxBarThickness: 46,
      categoryPercentage: 0.78, barPercentage: 0.92,
      data: traces.map(trace => clairvoyant.find(point => point.summary.trace === trace)?.summary.meanOverZeroMissRatio)});
  }
  // Overload would leave no room for the rest.
  const shown = sets.flatMap(set => set.data).filter(value => value != null && value <= 5);
  const top = Math.max(1.2, Math.ceil(Math.max(...shown, 1) * 5) / 5);
  draw('distance', 'bar', sets, {x: categories(), y: axis('× zero-miss bound', {min: 1, max: top})},
    {labels: traces, plugins: {barValues: {text: value => value.toFixed(value < 10 ? 2 : 0)}}});
}

function loadBars() {
  const sets = byPolicy(run => run.loadSeconds);
  const largest = Math.max(...runs.map(run => run.loadSeconds));
  const hidden = item => {
    const run = find(traces[item.dataIndex], item.dataset.label);
    return `${item.dataset.label}: ${figure(run.loadSeconds)} s, ${figure(run.hiddenLoadSeconds)} s of them hidden`;
  };
  draw('loads', 'bar', sets, {x: categories(), y: logAxis('seconds', {max: largest * 1.15})},
    {labels: traces, plugins: {tooltip: {callbacks: {label: hidden}}}});
}

// One card for each trace, all with the same axes, under one legend.
function perTrace(host, draws, more = []) {
  const legend = document.createElement('div');
  legend.className = 'legend';
  [...policies.map(policy => [policy, colour(policy)]), ...more].forEach(([text, fill]) => {
    const entry = document.createElement('span');
    entry.textContent = text;
    entry.style.setProperty('--fill', fill);
    legend.append(entry);
  });
  document.getElementById(host).before(legend);
  traces.forEach(trace => {
    const card = document.createElement('section');
    card.className = 'card';
    card.innerHTML = '<h3></h3><div class="chart"><canvas></canvas></div>';
    card.querySelector('h3').textContent = trace;
    document.getElementById(host).append(card);
    draws(card.querySelector('canvas'), trace);
  });
}

function distributions() {
  const fastest = Math.min(...runs.map(run => run.latencySteps[0]));
  const slowest = Math.max(...runs.map(run => run.maxSeconds));
  perTrace('cdf', (canvas, trace) => draw(canvas, 'line',
    policies.filter(policy => find(trace, policy)).map(policy => {
      const steps = find(trace, policy).latencySteps;
      return {...line(policy, steps.map((seconds, at) => ({x: seconds, y: 100 * at / (steps.length - 1)}))), pointRadius: 0};
    }),
    {x: logAxis('latency in seconds', {min: fastest, max: slowest}), y: axis('% of invocations', {min: 0, max: 100})},
    noLegend));
}

function replicas() {
  const most = Math.max(...runs.flatMap(run => run.replicas.map(step => step[1])));
  const end = Math.max(...runs.filter(run => run.policy !== 'load-balancing' || policies.length === 1)
    .map(run => run.makespanSeconds));
  perTrace('replicas', (canvas, trace) => draw(canvas, 'line',
    policies.filter(policy => find(trace, policy)).map(policy => {
      const run = find(trace, policy);
      const steps = [...run.replicas, [run.makespanSeconds, run.replicas.at(-1)[1]]];
      return {...line(policy, steps.map(([seconds, count]) => ({x: seconds, y: count}))), pointRadius: 0,
        borderWidth: policy === policies.at(-1) ? 2.5 : 1.5, stepped: 'before'};
    }),
    {x: axis('seconds', {type: 'linear', min: 0, max: Math.ceil(end / 60) * 60, ticks: {stepSize: 60, maxRotation: 0}}),
      y: axis('GPUs', {min: 0, max: Math.ceil((most + 1) / 2) * 2, ticks: {precision: 0}})},
    noLegend));
}

function lines(canvas, points, value, x, y) {
  draw(canvas, 'line', traces.map(trace => ({label: trace, borderColor: traceColour(trace),
    backgroundColor: traceColour(trace),
    data: points.filter(point => point.summary.trace === trace).map(point => ({x: point.at, y: value(point.summary)}))})),
  {x: axis(x, {type: 'linear', ticks: {stepSize: 5}}), y: axis(y, {beginAtZero: true})});
}

function rates() {
  const largest = Math.max(...data.rates.map(point => point.summary.meanSeconds));
  perTrace('rates', (canvas, trace) => {
    const points = data.rates.filter(point => point.summary.trace === trace);
    const first = points.filter(point => name(point.summary) === name(points[0].summary));
    const sets = policies.map(policy => line(policy, points.filter(point => name(point.summary) === policy)
      .map(point => ({x: point.at, y: point.summary.meanSeconds}))));
    sets.push({label: 'zero-miss bound', borderColor: INK, backgroundColor: INK, borderDash: [5, 3], pointRadius: 0,
      data: first.map(point => ({x: point.at, y: point.summary.zeroMissMeanSeconds}))});
    draw(canvas, 'line', sets, {x: axis('× recorded rate', {type: 'linear', ticks: {stepSize: 0.25}}),
      y: logAxis('mean latency in seconds', {min: 1, max: largest * 1.15})},
    noLegend);
  }, [['zero-miss bound', INK]]);
}

function ablations(canvas, value) {
  const labels = unique(data.ablations.map(point => point.label));
  draw(canvas, 'bar', traces.map(trace => ({label: trace, backgroundColor: traceColour(trace), maxBarThickness: 28,
    data: labels.map(label => value(data.ablations.find(point => point.label === label
      && point.summary.trace === trace).summary))})),
  {y: {...categories(), ticks: {crossAlign: 'far'}}, x: axis('× zero-miss bound', {min: 1})},
  {labels, options: {indexAxis: 'y'}});
}

// Many traces need the width of the page, and bars that lie need their height.
document.body.classList.toggle('many', traces.length > 4);
['ablationMean', 'ablationP99'].map(id => document.getElementById(id)).filter(canvas => canvas).forEach(canvas => {
  const bars = data.ablations.length;
  canvas.parentElement.style.height = `${Math.max(320, 110 + 15 * bars)}px`;
});
latencyBars('mean', run => run.meanSeconds, run => run.zeroMissMeanSeconds);
latencyBars('p99', run => run.p99Seconds, run => run.zeroMissP99Seconds);
distance();
distributions();
missBars();
draw('busy', 'bar', byPolicy(run => run.busyFraction), {x: categories(), y: axis('share of GPU time', {min: 0, max: 1})},
  {labels: traces});
loadBars();
replicas();
if (data.skipLimits.length > 0) {
  lines('skipMean', data.skipLimits, run => run.meanSeconds, 'skip limit', 'seconds');
  lines('skipMiss', data.skipLimits, run => run.missRatio, 'skip limit', 'share of invocations');
}
if (data.rates.length > 0) rates();
if (data.ablations.length > 0) {
  ablations('ablationMean', run => run.meanOverZeroMissRatio);
  ablations('ablationP99', run => run.p99OverZeroMissRatio);
}
