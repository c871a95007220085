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

  /** Adds what an execution has reached. */
  public add(reached: readonly number[]): void {
    const sums = this.reached;
    for (let i = 0; i < reached.length; i++) {
      sums[i] = (sums[i] ?? 0) + reached[i];
    }
    if (this.folder !== undefined) {
      const news = [...reached.entries()].filter(([, times]) => times > 0);
      if (news.length > 0) appendCoverage(this.folder, () => this.definition, news);
    }
  }

  /**
   * Follows an execution: each call of what is returned adds what the execution has reached since the last.
   *
   * @param counted how often points were reached before
   */
  public follow({ reached }: ExecutionState, counted: readonly number[] = []): () => void {
    let before = [...counted];
    return () => {
      this.add(reached.map((times, point) => times - (before[point] ?? 0)));
      before = [...reached];
    };
  }
}
