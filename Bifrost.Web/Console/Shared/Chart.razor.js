// One chart over ApexCharts, which is fetched when the first one is drawn.
let library;
const load = () => library ??= import('/lib/apexcharts/apexcharts.esm.js').then(module => module.default);

const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const palette = () => [1, 2, 3, 4, 5, 6, 7, 8].map(n => css(`--chart-${n}`));
const tones = { ok: '--ok', warning: '--warning', failed: '--failed' };
// Percentiles are one hue in three weights: each lighter line is mixed with the ground.
const channels = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
const faded = (hex, share) => {
  const ground = document.documentElement.dataset.theme === 'dark' ? [21, 26, 32] : [255, 255, 255];
  return '#' + channels(hex).map((c, i) => Math.round(c * share + ground[i] * (1 - share)).toString(16).padStart(2, '0')).join('');
};
const colours = series => series.map((s, i) => s.tone ? css(tones[s.tone]) : s.weight ? faded(palette()[0], [1, 0.78, 0.58][s.weight - 1]) : palette()[i % 8]);
const widths = (kind, series) => kind === 'Bar' || kind === 'StackedBar' ? 0 : kind === 'StackedArea' ? 1 : series.map(s => [1.75, 3, 1.75, 1.25][s.weight ?? 0]);

// The rule of Micros.ToText.
const duration = micros => {
  const [unit, digits, name] = micros < 999.5 ? [1, 0, 'µs'] : micros < 9_995 ? [1e3, 2, 'ms'] : micros < 99_950 ? [1e3, 1, 'ms'] : micros < 999_500 ? [1e3, 0, 'ms']
    : micros < 9_995_000 ? [1e6, 2, 's'] : micros < 59_950_000 ? [1e6, 1, 's'] : [6e7, 1, 'min'];
  return (micros / unit).toFixed(digits) + ' ' + name;
};
const formats = {
  Dollars: v => '$' + (v >= 1000 ? Math.round(v).toLocaleString('en') : v >= 1 || v === 0 ? v.toFixed(2) : v.toPrecision(2)),
  Milliseconds: v => duration(v * 1_000),
  PerSecond: v => +v.toFixed(2) + '/s',
  Percent: v => +v.toFixed(2) + ' %',
};
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const format = unit => v => v == null ? '–' : (formats[unit] ?? (x => compact.format(x)))(v);

const options = (spec, all, hidden) => {
  // A colour stays with its series whatever else is hidden.
  const shown = list => list.filter((_, i) => !hidden.has(all[i].name));
  const series = shown(all);
  return {
  chart: {
    type: { StackedArea: 'area', Bar: 'bar', StackedBar: 'bar' }[spec.kind] ?? 'line', stacked: spec.kind.startsWith('Stacked'), height: spec.height,
    sparkline: { enabled: spec.kind === 'Sparkline' }, animations: { enabled: false }, toolbar: { show: false }, zoom: { enabled: false },
    background: 'transparent', fontFamily: 'inherit', foreColor: css('--muted'),
  },
  theme: { mode: document.documentElement.dataset.theme },
  series, colors: shown(colours(all)), legend: { show: false },
  stroke: { width: Array.isArray(widths(spec.kind, all)) ? shown(widths(spec.kind, all)) : widths(spec.kind, all), dashArray: series.map(s => s.weight === 3 ? 4 : 0), curve: 'straight' },
  fill: { type: 'solid', opacity: spec.kind === 'StackedArea' ? 0.55 : 1 }, dataLabels: { enabled: false },
  // A value between two gaps has no line to be part of: the marker shows it.
  markers: { size: spec.kind === 'Line' ? 1.5 : 0, strokeWidth: 0 },
  grid: { borderColor: css('--line'), padding: { left: 8, right: 8, top: -12, bottom: 0 } },
  xaxis: { type: 'datetime', labels: { datetimeUTC: spec.kind === 'StackedBar' }, axisBorder: { show: false }, axisTicks: { show: false }, tooltip: { enabled: false } },
  yaxis: { min: 0, forceNiceScale: true, tickAmount: 3, labels: { formatter: format(spec.unit) } },
  tooltip: { x: { format: spec.kind === 'StackedBar' ? 'd MMM yyyy' : 'd MMM HH:mm:ss' }, y: { formatter: format(spec.unit) } }, noData: { text: 'No data in this range' },
  };
};

// The library does not show a value that is both the only and the last one: a gap behind it makes it one between two gaps.
const withEnd = (kind, series) => kind !== 'Line' ? series : series.map(s => {
  const [before, last] = s.data.slice(-2);
  return before && before[1] == null && last[1] != null ? { ...s, data: [...s.data, [2 * last[0] - before[0], null]] } : s;
});

export async function draw(element, spec, given) {
  const ApexCharts = await load();
  const series = withEnd(spec.kind, given);
  let current = series;
  let hidden = new Set();
  const chart = new ApexCharts(element, options(spec, series, hidden));
  await chart.render();
  const recolour = () => chart.updateOptions(options(spec, current, hidden), false, false);
  addEventListener('bifrost:theme', recolour);
  return {
    update(given, height) {
      const next = withEnd(spec.kind, given);
      const sameLines = height === spec.height && next.length === current.length && next.every((s, i) => s.name === current[i].name);
      current = next;
      spec = { ...spec, height };
      return (sameLines ? chart.updateSeries(next.filter(s => !hidden.has(s.name)), false) : recolour()).then(() => undefined);
    },
    hide(names) {
      hidden = new Set(names);
      return recolour().then(() => undefined);
    },
    destroy() { removeEventListener('bifrost:theme', recolour); chart.destroy(); },
  };
}
