import { appendCoverage, coverageFolder } from './coverage-folder';
import { CoveredDefinition } from './covered-definition';
import { DefinitionCoverage } from './workflow-coverage';
import { ExecutionState } from '../../engine/execution-state';

/** Adds up what the executions of one simulation reach. */
export class CoverageRecorder {
  public readonly reached: number[] = [];
  private readonly folder = coverageFolder(); // asking the environment is slow: once is enough
  private known: CoveredDefinition | undefined;

  /** @param define makes the definition when it is first asked for */
  constructor(private readonly define: () => CoveredDefinition) {}

  public get definition(): CoveredDefinition {
    return this.known ??= this.define();
  }

  public get coverage(): DefinitionCoverage {
    return { definition: this.definition, reached: this.reached };
  }

  /**
   * Follows an execution: each call of what is returned adds what the execution has reached since the last.
   *
   * @param counted how often points were reached before
   */
  public follow(state: ExecutionState, counted: readonly number[] = []): () => void {
    const before = [...counted];
    return () => {
      const news: [number, number][] | undefined = this.folder === undefined ? undefined : [];
      const { reached } = state;
      for (let i = 0; i < reached.length; i++) {
        const more = (reached[i] ?? 0) - (before[i] ?? 0);
        if (more > 0) {
          before[i] = reached[i];
          this.reached[i] = (this.reached[i] ?? 0) + more;
          news?.push([i, more]);
        }
      }
      if (this.folder !== undefined && news && news.length > 0) {
        appendCoverage(this.folder, () => this.definition, news);
      }
    };
  }
}
