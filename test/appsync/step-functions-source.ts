import { ExecutionStatus, IWorkflow, Simulator } from '../../src';
import { DataSource } from '../../src/appsync-js/runner/run-resolver';

/** Step Functions as an HTTP data source answers: the executions are simulated, their times are seconds. */
export function stepFunctions(workflow: IWorkflow): DataSource & { readonly asked: any[] } {
  const executions = new Map<string, object>();
  const asked: any[] = [];
  const source: DataSource = ({ method, resourcePath, params: { headers, body } }) => {
    expect([method, resourcePath, headers['content-type']]).toEqual(['POST', '/', 'application/x-amz-json-1.0']);
    const [, action] = /^AWSStepFunctions\.(\w+)$/.exec(headers['x-amz-target'])!;
    const request = JSON.parse(body);
    asked.push({ action, ...request });
    if (action === 'DescribeExecution') {
      const found = executions.get(request.executionArn);
      return found ? answer(found) : refusal('com.amazonaws.swf.service.v2.model#ExecutionDoesNotExist', `Execution Does Not Exist: '${request.executionArn}'`);
    }
    const { status, output, error, cause } = Simulator.fromStateMachine(workflow).run(JSON.parse(request.input));
    const name = `execution-${executions.size + 1}`;
    const executionArn = `${request.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const result = status === ExecutionStatus.SUCCEEDED ? { output: JSON.stringify(output) } : { error, cause };
    const execution = { executionArn, name, status, startDate: 1.5, stopDate: 2, input: request.input, ...result };
    executions.set(executionArn, execution);
    return answer(action === 'StartExecution' ? { executionArn, startDate: 1.5 } : execution);
  };
  return Object.assign(source, { asked });
}

export const answer = (body: object, statusCode = 200): ReturnType<DataSource> => ({ result: { statusCode, body: JSON.stringify(body) } });

/** What Step Functions says where it does not do what it was asked for. */
export const refusal = (type: string, message: string) => answer({ __type: type, message }, 400);
