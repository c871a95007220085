import { CoveredDefinition } from './covered-definition';
import { AslDocument, parseDefinition } from '../../asl/document';
import { escapePointerToken } from '../../asl/json/nodes';
import { JsonValue } from '../../asl/json-value';
import { CatcherDefinition, ChoiceRuleDefinition, RetrierDefinition, ScopeDefinition, StateDefinition } from '../../asl/model';

/** What can be covered: `choice` and `catch` are transitions too, `catch` and `retry` are clauses. */
export type PointKind = 'state' | 'next' | 'choice' | 'retry' | 'catch';

/** A place of a definition that an execution can reach. */
export interface CoveragePoint {
  readonly kind: PointKind;
  readonly state: string;
  /** How a report names it. */
  readonly label: string;
  /** Its line in the text of the definition, from 1. */
  readonly line: number;
  readonly hits: number;
}

/**
 * The points of a definition with their hits.
 *
 * @param reached how often each was reached, by the numbers that `State.point` explains
 */
export function coveragePoints(definition: CoveredDefinition, reached: readonly (number | null | undefined)[]): CoveragePoint[] {
  const document = parseDefinition({ text: definition.text, opaques: [] }, { substitutions: true, format: definition.format });
  return new PointReader(document, reached).read();
}

/** Numbers the points in the order of the engine: state by state, what is inside a state right behind it. */
class PointReader {
  private readonly points: CoveragePoint[] = [];
  private next = 0;

  constructor(private readonly document: AslDocument, private readonly reached: readonly (number | null | undefined)[]) {}

  public read(): CoveragePoint[] {
    this.scope(this.document.toValue() as unknown as ScopeDefinition, '');
    return this.points;
  }

  private scope(scope: ScopeDefinition, pointer: string): void {
    for (const [name, state] of Object.entries(scope.States)) {
      const at = `${pointer}/States/${escapePointerToken(name)}`;
      this.state(name, state, at);
      if (state.Type === 'Parallel') {
        state.Branches.forEach((branch, index) => this.scope(branch, `${at}/Branches/${index}`));
      } else if (state.Type === 'Map') {
        const member = state.ItemProcessor ? 'ItemProcessor' : 'Iterator';
        this.scope(state[member]!, `${at}/${member}`);
      }
    }
  }

  private state(name: string, state: StateDefinition, at: string): void {
    const fields = state as unknown as { readonly [field: string]: JsonValue };
    const list = <T>(field: string): readonly T[] => Array.isArray(fields[field]) ? fields[field] as unknown as readonly T[] : [];
    const entered = this.take();
    let left = this.take();
    this.add('state', name, `state "${name}"`, at, entered);
    if (state.Type === 'Choice') {
      list<ChoiceRuleDefinition>('Choices').forEach(({ Next }, index) => {
        const hits = this.take();
        left -= hits;
        this.add('choice', name, `"${name}": Choices[${index}] to "${Next}"`, `${at}/Choices/${index}`, hits);
      });
    }
    list<RetrierDefinition>('Retry').forEach(({ ErrorEquals }, index) => {
      this.add('retry', name, `"${name}": Retry[${index}] of ${ErrorEquals.join(', ')}`, `${at}/Retry/${index}`, this.take());
    });
    list<CatcherDefinition>('Catch').forEach(({ ErrorEquals, Next }, index) => {
      const hits = this.take();
      left -= hits;
      this.add('catch', name, `"${name}": Catch[${index}] of ${ErrorEquals.join(', ')} to "${Next}"`, `${at}/Catch/${index}`, hits);
    });
    // What is left of its exits took the regular way out.
    if (state.Type === 'Choice' && state.Default !== undefined) {
      this.add('choice', name, `"${name}": Default to "${state.Default}"`, `${at}/Default`, left);
    } else if (typeof fields.Next === 'string') {
      this.add('next', name, `"${name}" to "${fields.Next}"`, `${at}/Next`, left);
    }
  }

  private take(): number {
    return this.reached[this.next++] ?? 0;
  }

  private add(kind: PointKind, state: string, label: string, pointer: string, hits: number): void {
    const node = this.document.nodeAt(pointer);
    // A state and a field stand where their name does.
    const { line } = node && node.keyStart >= 0 ? this.document.locateName(node) : this.document.locate(pointer);
    this.points.push({ kind, state, label, line, hits });
  }
}
