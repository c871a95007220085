/** `{TableName}`; `${Region}` is not for parameters. */
const PLACE = /(?<!\$)\{(\w+)(:name)?\}/g;

/**
 * An ARN of an {@link IamNeed} with the values of the call's parameters; `*` for those that are not known. A parameter may be the name, the URL or
 * the ARN of the resource: an ARN in the last place is the whole. `{StateMachineArn:name}` stands for the name at the end of an ARN.
 */
export function fillArn(template: string, valueOf: (parameter: string) => string | undefined): string {
  let whole: string | undefined;
  const filled = template.replace(PLACE, (place: string, parameter: string, name: string | undefined, at: number) => {
    const value = valueOf(parameter);
    if (value === undefined) {
      return '*';
    }
    if (name === undefined && value.startsWith('arn:') && !template.includes('{', at + place.length)) {
      whole = value;
    }
    return /^https?:\/\//.test(value) || value.startsWith('arn:') ? value.slice(Math.max(value.lastIndexOf('/'), value.lastIndexOf(':')) + 1) : value;
  });
  // The names of parameters of Systems Manager begin with the slash that the ARN has there.
  return whole ?? filled.replace(':parameter//', ':parameter/');
}
