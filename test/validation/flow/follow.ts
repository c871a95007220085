import { AslDocument } from '../../../src/asl/document';
import { Data } from '../../../src/validation/flow/data';
import { Flow } from '../../../src/validation/flow/flow';
import { Shape } from '../../../src/validation/flow/shape';
import { ImpossiblePath } from '../../../src/validation/flow/state-data';
import { Walk } from '../../../src/validation/walk';

/** What the flow of a definition says, without any rule. */
export function flowOf(document: AslDocument): Flow {
  const flow = new Flow();
  new Walk([], flow).document(document);
  return flow;
}

/** The paths that lead nowhere where the execution's input is known. */
export function followed(document: AslDocument, input: Shape): readonly ImpossiblePath[] {
  return new Data(flowOf(document).dataSources, input).impossible;
}
