// simulator
export { Execution } from './simulator/execution';
export { ExecutionStatus } from './simulator/execution-status';
export { Simulator } from './simulator/simulator';
export { SimulatorLimit } from './simulator/simulator-limit';
export { RunOptions, SimulatorProps } from './simulator/simulator-props';
export { ITaskResponder, TaskMock, TaskRequest } from './simulator/task-mock';
export { WorkflowType } from './simulator/workflow-type';
