import { writeFileSync } from 'fs';
import { resolve } from 'path';
import { FoundDefinition } from './definition-files';
import { readDefinitionFile, sourceFromFile } from '../definitions/file';
import { StepwrightError } from '../errors';
import { difference } from '../report/difference';
import { fixText } from '../validation/fix';
import { WorkflowType } from '../validation/rule';
import { validateStateMachine } from '../validation/state-machine';
import { RuleFinding } from '../validation/validate';

interface ChangedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly fixed: number;
}

/** Mends what is certain in definitions that have a file of their own. */
export class Fixer {
  private readonly changed: ChangedFile[] = [];
  private readonly seen = new Set<string>();
  private readonly leftAlone = new Set<string>();

  /** @param isOpen whether a finding is neither acknowledged nor off */
  constructor(
    private readonly isOpen: (definition: FoundDefinition, finding: RuleFinding) => boolean, private readonly type: WorkflowType | undefined,
  ) {}

  /** Mends a definition in memory. One that stands in a template is left alone; of one that cannot be read the validation says so. */
  public look(definition: FoundDefinition): void {
    if (definition.generated) return;
    for (const { file, workflowType } of ownFiles(definition)) {
      if (this.seen.has(resolve(file))) continue;
      this.seen.add(resolve(file));
      this.mend(definition, file, workflowType);
    }
  }

  private mend(definition: FoundDefinition, file: string, workflowType: WorkflowType | undefined): void {
    try {
      const before = readDefinitionFile(file).text;
      const source = sourceFromFile(file);
      const { text: after, fixed } = fixText(before, (text) => (
        validateStateMachine([{ source: () => ({ ...source, text }) }], { type: workflowType ?? this.type }).found
          .map(({ finding }) => finding).filter((finding) => this.isOpen(definition, finding))));
      this.note(file, before, after, fixed);
    } catch (error) {
      if (!(error instanceof StepwrightError)) throw error;
    }
  }

  /** Notes the text of a file after so many findings in it were mended. */
  public note(file: string, before: string, after: string, fixed: number): void {
    if (fixed > 0) this.changed.push({ file, before, after, fixed });
  }

  /** Says of templates that they are left alone. */
  public leave(definitions: readonly FoundDefinition[]): void {
    for (const { file, generated } of definitions) {
      this.leftAlone.add(generated ? `"${file}" is left as it is: it is generated. Mend what it is made from.`
        : `"${file}" is left as it is: --fix changes only definitions that have a file of their own.`);
    }
  }

  public left(): readonly string[] {
    return [...this.leftAlone];
  }

  public counts(): { readonly fixed: number; readonly fixedFiles: number } {
    return { fixed: this.changed.reduce((sum, { fixed }) => sum + fixed, 0), fixedFiles: this.changed.length };
  }

  /** What would be changed, as `diff -u` writes it, with a line between files and what follows: a patch may have such lines. */
  public difference(): string {
    return this.changed.map(({ file, before, after }) => `${difference(file, before, after)}\n`).join('');
  }

  /** What writes the changed files. */
  public changes(): (() => void)[] {
    return this.changed.map(({ file, after }) => () => {
      try {
        writeFileSync(file, after);
      } catch (error) {
        throw new StepwrightError('FileNotWritable', `File "${file}" cannot be changed: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}.`);
      }
    });
  }
}

/** The files that hold nothing but the definition. */
function ownFiles(definition: FoundDefinition): { readonly file: string; readonly workflowType?: WorkflowType }[] {
  if (definition.stateMachine === undefined) return [{ file: definition.file }];
  return definition.variants().flatMap((variant) => {
    try {
      const { file, workflowType } = variant.source();
      return file === undefined ? [] : [{ file, workflowType }];
    } catch (error) {
      if (!(error instanceof StepwrightError)) throw error;
      return [];
    }
  });
}
