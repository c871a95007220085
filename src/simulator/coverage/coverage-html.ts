import { CoveragePoint, PointKind } from './coverage-points';
import { CoveredDefinition } from './covered-definition';
import { lineHits } from './lcov';

/** A definition and its points, as a page shows them. */
export interface ShownCoverage {
  readonly definition: CoveredDefinition;
  readonly points: readonly CoveragePoint[];
}

const COLUMNS: readonly (readonly [string, readonly PointKind[]])[] = [
  ['States', ['state']], ['Transitions', ['next', 'choice', 'catch']], ['Choice branches', ['choice']], ['Retry and Catch', ['retry', 'catch']],
];

const STYLE = `
body { font: 14px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; color: #1b1f24; background: #fff; }
table { border-collapse: collapse; } th, td { padding: .2em .8em; text-align: right; } th:first-child, td:first-child { text-align: left; }
tbody tr { border-top: 1px solid #d0d7de; } .low { color: #b42318; }
pre { font: 12px/1.5 ui-monospace, monospace; overflow-x: auto; border: 1px solid #d0d7de; }
pre span { display: block; white-space: pre; padding-right: 1em; } pre b { display: inline-block; width: 9em; font-weight: normal; color: #6e7781; text-align: right; padding-right: 1em; user-select: none; }
.hit { background: #e6f4ea; } .miss { background: #fde7e9; }
@media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117; } .hit { background: #12341f; } .miss { background: #4b1419; } .low { color: #ff7b72; } }
`;

/** A page of its own: no script, no other file. */
export function renderHtml(shown: readonly ShownCoverage[]): string {
  const rows = shown.map(({ definition, points }, index) => `<tr><td><a href="#m${index}">${escape(definition.name)}</a></td>${COLUMNS.map(([, kinds]) => cell(points, kinds)).join('')}</tr>`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Workflow coverage</title><style>${STYLE}</style></head>
<body>
<h1>Workflow coverage</h1>
<table><thead><tr><th>State machine</th>${COLUMNS.map(([title]) => `<th>${title}</th>`).join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
${shown.map((one, index) => section(one, index)).join('\n')}
</body>
</html>
`;
}

function cell(points: readonly CoveragePoint[], kinds: readonly PointKind[]): string {
  const counted = points.filter(({ kind }) => kinds.includes(kind));
  const reached = counted.filter(({ hits }) => hits > 0).length;
  return `<td${reached < counted.length ? ' class="low"' : ''}>${counted.length === 0 ? '–' : `${reached} of ${counted.length}`}</td>`;
}

function section({ definition, points }: ShownCoverage, index: number): string {
  const missed = points.filter(({ hits }) => hits === 0);
  const hits = lineHits(points);
  const lines = definition.text.replace(/\r?\n$/, '').split(/\r\n?|\n/).map((text, at) => {
    const count = hits.get(at + 1);
    const mark = count === undefined ? '' : ` class="${count > 0 ? 'hit' : 'miss'}"`;
    return `<span${mark} id="m${index}-${at + 1}"><b>${count === undefined ? '' : `${count}×`}  ${at + 1}</b>${escape(text)}</span>`;
  });
  return `<h2 id="m${index}">${escape(definition.name)}</h2>
${definition.file === undefined ? '' : `<p>${escape(definition.file)}</p>\n`}${missed.length === 0 ? '<p>Everything was reached.</p>'
  : `<p>Not reached:</p>\n<ul>${missed.map(({ label, line }) => `<li><a href="#m${index}-${line}">${escape(label)}</a></li>`).join('')}</ul>`}
<pre>${lines.join('')}</pre>`;
}

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
