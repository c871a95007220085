import { resolve } from 'path';
import { AssetStaging, CfnResource, Reference, Stack, Stage, Token, Tokenization } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { IConstruct } from 'constructs';
import { DefinitionSource } from '../asl/definition-source';
import { isJsonObject, JsonObject, JsonValue } from '../asl/json-value';
import { StepwrightError } from '../errors';
import { DefinitionFile, placeholdersIn, propertyNames, SERVERLESS, sourceFromParts } from './definition-string';
import { DefinitionVariant, MissingDefinition, propertiesVariants } from './definition-variant';
import { readDefinitionFile } from './file';
import { simulate } from './intrinsic-text';
import { fromHere } from './read-text';
import { AppScopes, StackScope } from './stack-scope';

const STATE_MACHINES = ['AWS::StepFunctions::StateMachine', SERVERLESS];

/** Whether a construct is the resource of a state machine: a `CfnStateMachine` of Step Functions, or of SAM. */
export function isStateMachineResource(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && STATE_MACHINES.includes(construct.cfnResourceType);
}

/**
 * The definition of a state machine in a CDK app, as the template will have it. The construct may be a `CfnStateMachine`, a `StateMachine`, or any
 * construct with one state machine in it, such as our workflows.
 */
export function sourceFromConstruct(construct: IConstruct): DefinitionSource {
  return sourceFromResource(stateMachineResource(construct));
}

/** The stack of a resource, as the template that it becomes. For one use, while the tree does not change. */
export function scopeOfResource(resource: CfnResource): StackScope {
  return new AppScopes().of(Stack.of(resource));
}

/** The definition of a `CfnStateMachine`. */
export function sourceFromResource(machine: CfnResource, scope: StackScope = scopeOfResource(machine)): DefinitionSource {
  return sourceFromProperties(machine, propertiesOf(machine, scope), scope);
}

/** The definitions of a `CfnStateMachine`: more than one where it depends on a condition of the template. */
export function variantsFromResource(machine: CfnResource, scope: StackScope = scopeOfResource(machine)): DefinitionVariant[] {
  return propertiesVariants(propertiesOf(machine, scope), Object.values(propertyNames(machine.cfnResourceType)))
    .map(({ when, properties }) => ({ when, source: () => sourceFromProperties(machine, properties, scope) }));
}

/** The names of the `${Name}` in the definition of a `CfnStateMachine`, for which `DefinitionSubstitutions` may have values. */
export function placeholdersOfResource(machine: CfnResource): Set<string> {
  const scope = scopeOfResource(machine);
  const { [propertyNames(machine.cfnResourceType).substitutions]: _, ...properties } = propertiesOf(machine, scope);
  return placeholdersIn(sourceFromProperties(machine, properties, scope).text);
}

/** The text of a definition, and the resources of a type that it refers to. */
export function referredInDefinition(machine: CfnResource, type: string): { readonly text: string; readonly resources: CfnResource[] } {
  const { text, opaques } = sourceFromResource(machine);
  const ids = new Set(opaques.flatMap(({ logicalId }) => logicalId ?? []));
  const stack = Stack.of(machine);
  const named = machine.node.root.node.findAll()
    .filter((construct): construct is CfnResource => CfnResource.isCfnResource(construct) && construct.cfnResourceType === type)
    .map((resource) => ({ resource, id: Stack.of(resource).resolve(resource.logicalId) as string })).filter(({ id }) => ids.has(id));
  const here = new Set(named.filter(({ resource }) => Stack.of(resource) === stack).map(({ id }) => id));
  // A reference to another stack has the logical id that the resource has there, as long as synthesis has not made an export of it.
  return { text, resources: named.filter(({ resource, id }) => Stack.of(resource) === stack || !here.has(id)).map(({ resource }) => resource) };
}

function propertiesOf(machine: CfnResource, scope: StackScope): JsonObject {
  const properties = scope.propertiesOf(machine);
  return isJsonObject(properties) ? properties : {};
}

function sourceFromProperties(machine: CfnResource, properties: JsonObject, scope: StackScope): DefinitionSource {
  const names = propertyNames(machine.cfnResourceType);
  const own = (name: string | undefined) => (name !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined);
  const definition = own(names.definition);
  const definitionString = own(names.definitionString);
  const location = own(names.location);
  if (definition === undefined && definitionString === undefined && location === undefined) {
    throw new StepwrightError('NoDefinition', `State machine "${machine.node.path}" has no definition. Set "definitionString", "definition" or "definitionS3Location".`);
  }
  const source = sourceFromParts({
    definition,
    definitionString,
    definitionFile: definition === undefined && definitionString === undefined ? assetFile(machine, location as JsonValue, scope) : undefined,
    substitutions: own(names.substitutions),
    workflowType: own(names.workflowType),
  }, scope);
  return { ...source, ...environmentOf(Stack.of(machine)) };
}

/** `Stack.partition` is a token even where the region is known, unless a feature flag says otherwise. */
function environmentOf({ region }: Stack): Pick<DefinitionSource, 'partition' | 'region'> {
  if (Token.isUnresolved(region)) return {};
  const { partition } = RegionInfo.get(region);
  return { region, ...(partition !== undefined && { partition }) };
}

/**
 * What a value that CDK knows only as a token is in a simulation: the ARN of a function, the name of a table. The same value stands in the
 * simulated definition wherever the definition refers to it.
 */
export function simulatedValue(construct: IConstruct, token: unknown): JsonValue {
  const scope = new AppScopes().of(Stack.of(construct));
  return simulate(scope.resolve(token), scope);
}

/** A name as it is in a simulation: that of a resource of an app is a token of the CDK, as long as it is known only at deploy. */
export function simulatedName(name: string): string {
  if (!Token.isUnresolved(name)) {
    return name;
  }
  const reference = Tokenization.reverseString(name).tokens.find((token): token is Reference => Reference.isReference(token));
  if (!reference) {
    throw new StepwrightError('UnknownName', `The name "${name}" is a token that refers to no resource of the app. Give the name itself.`);
  }
  return String(simulatedValue(reference.target, name));
}

/** A resource of an app, with stand-ins for what is known only at deploy. */
export interface SimulatedResource {
  readonly type: string;
  /** What `Ref` to it gives. */
  readonly ref: string;
  readonly properties: JsonObject;
}

/** The resources of some types in a part of an app. */
export function simulatedResources(construct: IConstruct, types: readonly string[]): SimulatedResource[] {
  const scopes = new AppScopes();
  return construct.node.findAll().flatMap((resource) => {
    if (!CfnResource.isCfnResource(resource) || !types.includes(resource.cfnResourceType)) {
      return [];
    }
    const scope = scopes.of(Stack.of(resource));
    const properties = simulate(scope.propertiesOf(resource) ?? {}, scope);
    const ref = String(simulate(scope.resolve(resource.ref), scope));
    return [{ type: resource.cfnResourceType, ref, properties: isJsonObject(properties) ? properties : {} }];
  });
}

/** The resource of the one state machine that a construct is or holds. */
export function stateMachineResource(construct: IConstruct): CfnResource {
  if (isStateMachineResource(construct)) return construct;
  const child = construct.node.defaultChild;
  if (child && isStateMachineResource(child)) return child;
  const found = construct.node.findAll().filter(isStateMachineResource);
  if (found.length === 1) return found[0];
  if (found.length === 0) {
    throw new StepwrightError('NoStateMachine', `Construct "${construct.node.path}" has no state machine in it. `
      + 'Pass a StateMachine, a CfnStateMachine, or a workflow that this app makes; an imported one has no definition here.');
  }
  throw new StepwrightError('SeveralStateMachines', `Construct "${construct.node.path}" has ${found.length} state machines in it: `
    + `${found.map((machine) => `"${machine.node.path}"`).join(', ')}. Pass the one that is meant.`);
}

interface Asset extends IConstruct {
  readonly assetPath: string;
  readonly s3ObjectKey: string;
}

/** `DefinitionBody.fromFile` makes the file an asset, and the template has only the place to which it will be uploaded. */
function assetFile(machine: CfnResource, location: JsonValue, scope: StackScope): DefinitionFile {
  const key = JSON.stringify(isJsonObject(location) && Object.hasOwn(location, 'Key') ? location.Key : null);
  const isIt = (construct: IConstruct | undefined): construct is Asset => construct !== undefined
    && typeof (construct as Partial<Asset>).assetPath === 'string' && typeof (construct as Partial<Asset>).s3ObjectKey === 'string'
    && JSON.stringify(scope.resolve((construct as Asset).s3ObjectKey)) === key;
  const beside = machine.node.scope?.node.tryFindChild('DefinitionBody');
  const asset = isIt(beside) ? beside : Stack.of(machine).node.findAll().find(isIt);
  if (!asset) {
    const where = typeof location === 'string' && !location.startsWith('s3://') ? `in the file "${location}", which` : 'an S3 object that';
    throw new MissingDefinition(`it is ${where} is no asset of this app`, `The definition of state machine "${machine.node.path}" is ${where} is no asset of this app, so it cannot be read here. `
      + 'Use DefinitionBody.fromFile(), or read the definition\'s own file.');
  }
  const definition = readDefinitionFile(resolve(Stage.of(asset)?.outdir ?? '.', asset.assetPath));
  const original = originalOf(asset);
  return original === undefined ? definition : { ...definition, file: original };
}

/** The file that an asset was copied from, which is the one that its author can change. */
function originalOf(asset: Asset): string | undefined {
  const staging = asset.node.tryFindChild('Stage') as Partial<AssetStaging> | undefined;
  return typeof staging?.sourcePath === 'string' ? fromHere(resolve(staging.sourcePath)) : undefined;
}
