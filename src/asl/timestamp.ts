const FORMAT = /^(\d{4})-(\d{2})-(\d{2})[T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2}(?::\d{2})?)$/;

/**
 * Milliseconds since the epoch of an ISO 8601 date-time with zone, or undefined where the text is none. AWS parses these with Java's
 * `DateTimeFormatter.ISO_OFFSET_DATE_TIME`: upper-case `T` and `Z`, seconds optional, an offset required, no day that does not exist.
 *
 * @see https://states-language.net/spec.html#timestamps
 */
export function parseTimestamp(text: string): number | undefined {
  const match = FORMAT.exec(text);
  if (!match) {
    return undefined;
  }
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = match;
  const fields = [+year, +month, +day, +hour, +minute, +second];
  if (fields[1] < 1 || fields[1] > 12 || fields[2] < 1 || fields[2] > daysOf(fields[0], fields[1])
    || fields[3] > 23 || fields[4] > 59 || fields[5] > 59) {
    return undefined;
  }
  const milliseconds = Math.floor(Number(`0.${fraction || '0'}`) * 1000);
  const date = new Date(0);
  date.setUTCFullYear(fields[0], fields[1] - 1, fields[2]); // Date.UTC takes the year 99 for 1999
  const local = date.setUTCHours(fields[3], fields[4], fields[5], milliseconds);
  if (zone === 'Z') {
    return local;
  }
  const [hours, minutes, seconds = 0] = zone.slice(1).split(':').map(Number);
  if (hours > 18 || minutes > 59 || seconds > 59) {
    return undefined;
  }
  return local - (zone[0] === '-' ? -1 : 1) * ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
