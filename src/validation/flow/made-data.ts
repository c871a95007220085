import { stepsOf } from './path-shape';
import { makesData } from './state-data';
import { State } from '../structure';

/**
 * Whether a path may meet data that a state makes, as far as that shows without following the data: most data is made to be sent, or is put under
 * a name that only a task reads. Where no path meets it, none can lead nowhere: nothing is known of the input of an execution.
 */
export class MadeData {
  /** The members of the input under which states put something. */
  private readonly members = new Set<string>();
  private readonly reads = new Set<string>();
  private isMade = false;
  /** Whether it may be met in other places than {@link members}, or it is too much to say in which. */
  private isAnywhere = false;

  public addState(state: State): void {
    this.isMade ||= makesData(state);
    if (this.isAnywhere) return;
    const { node, type, language } = state;
    const path = node.get('ResultPath');
    const member = path?.kind === 'string' ? stepsOf(path.value)?.[0] : undefined;
    if (typeof member === 'string') this.members.add(member);
    const inPlaceOfInput = typeof member !== 'string' && (path ? path.kind === 'string' : makesData(state));
    this.isAnywhere = inPlaceOfInput || language !== 'JSONPath' || !type || type === 'Map' || type === 'Parallel' || node.has('Catch') || node.has('Assign')
      || node.get('InputPath')?.kind === 'null' || node.get('OutputPath')?.kind === 'null';
  }

  /** @param text a JSONPath, or a call of an intrinsic function */
  public addRead(text: string): void {
    this.reads.add(text);
  }

  public get mayBeMet(): boolean {
    return this.isMade && (this.isAnywhere || [...this.reads].some((text) => this.meets(text)));
  }

  private meets(text: string): boolean {
    // The whole input, which is handed on as it is; the context object; a variable.
    if (text === '$' || /^\$[$\p{ID_Start}_]/u.test(text)) return false;
    const member = /^\$\.([A-Za-z_]\w*)(?=[.[]|$)/.exec(text)?.[1];
    return member === undefined || this.members.has(member);
  }
}
