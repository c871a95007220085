/** A record with its encoded part as JSON, as templates see it. */
function parsed(record: any): any {
  const parse = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };
  return {
    ...record,
    ...('body' in record && { body: parse(record.body) }),
    ...('data' in record && { data: parse(Buffer.from(record.data, 'base64').toString()) }),
  };
}

/** What a pipe sends to Step Functions for a batch: the list of what its template makes of each record. */
export const batchInput = (template: string | undefined, records: readonly object[]): any => JSON.parse(`[${records.map((record) => (
  template === undefined ? JSON.stringify(record) : template.replace(/<\$\.([\w.]+)>/g, (_, path: string) => (
    JSON.stringify(path.split('.').reduce((value: any, name) => value?.[name], parsed(record)))))
)).join(',')}]`);
