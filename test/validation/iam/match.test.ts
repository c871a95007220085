import { Mark, MarkKind, ReferenceText } from '../../../src/definitions/reference-text';
import { Certainty, matches, MatchText } from '../../../src/validation/iam/match';

const mark = (kind: MarkKind, key: string): Mark => ({ kind, key, label: key });
const MARKS: { readonly [name: string]: Mark } = {
  P: mark('partition', 'partition'), R: mark('region', 'region'), A: mark('account', 'account'), F: mark('name', 'name:F'), G: mark('name', 'name:G'),
  X: mark('identity', 'identity:X'), Y: mark('identity', 'identity:Y'), O: mark('open', 'open:O'), L: mark('later', 'later'),
};

/** `<F>` is a mark. */
const text = (pattern: string): MatchText => new MatchText(pattern.split(/<(\w)>/).map((part, index) => (index % 2 === 1 ? MARKS[part] : part)).filter((part) => part !== '') as ReferenceText);

const { YES, PERHAPS, NO } = Certainty;

test.each<[pattern: string, asked: string, expected: Certainty]>([
  // texts and wildcards
  ['*', 'arn:aws:sqs:us-east-1:1:q', YES],
  ['*', '*', YES],
  ['arn:aws:sqs:us-east-1:1:q', 'arn:aws:sqs:us-east-1:1:q', YES],
  ['arn:aws:sqs:us-east-1:1:q', 'arn:aws:sqs:us-east-1:1:Q', NO],
  ['arn:aws:sqs:us-east-1:1:q', 'arn:aws:sqs:us-east-1:1:qq', NO],
  ['arn:aws:sqs:us-east-1:1:q*', 'arn:aws:sqs:us-east-1:1:qq', YES],
  ['arn:aws:sqs:us-east-1:1:q?', 'arn:aws:sqs:us-east-1:1:q', NO],
  ['arn:aws:sqs:us-east-1:1:q?', 'arn:aws:sqs:us-east-1:1:qq', YES],
  ['arn:aws:sqs:*:*:q', 'arn:aws:sqs:us-east-1:1:q', YES],
  ['arn:*:q', 'arn:aws:sqs:us-east-1:1:q', YES],
  ['arn:aws:sqs:eu-west-1:*:q', 'arn:aws:sqs:us-east-1:1:q', NO],
  ['arn:aws:s3:::b/*/x', 'arn:aws:s3:::b/a/c/x', YES],
  ['arn:aws:s3:::b', 'arn:aws:s3:::b/x', NO],
  ['arn:aws:sqs:us-east-1:1:q', '*', NO],
  ['', '', YES],
  ['', 'a', NO],
  ['a**b', 'ab', YES],
  // a partition, a region and an account that the stack does not name
  ['arn:<P>:sqs:<R>:<A>:q', 'arn:aws:sqs:us-east-1:1:q', YES],
  ['arn:aws:sqs:us-east-1:1:q', 'arn:<P>:sqs:<R>:<A>:q', YES],
  ['arn:<P>:sqs:<R>:<A>:q', 'arn:<P>:sqs:<R>:<A>:q', YES],
  ['arn:<P>:sqs:<R>:<A>:q', 'arn:<P>:sqs:<R>:<A>:r', NO],
  ['arn:<P>:s3:<R>:<A>:b', 'arn:<P>:s3:::b', NO],
  ['arn:aws:sqs:us-*-1:*:q', 'arn:<P>:sqs:<R>:<A>:q', YES],
  ['<A>-files', '123456789012-files', YES],
  // names that CloudFormation makes
  ['arn:<P>:lambda:<R>:<A>:function:<F>', 'arn:<P>:lambda:<R>:<A>:function:<F>', YES],
  ['arn:<P>:lambda:<R>:<A>:function:<G>', 'arn:<P>:lambda:<R>:<A>:function:<F>', NO],
  ['arn:<P>:lambda:<R>:<A>:function:<F>:*', 'arn:<P>:lambda:<R>:<A>:function:<F>', NO],
  ['arn:<P>:lambda:<R>:<A>:function:<F>:*', 'arn:<P>:lambda:<R>:<A>:function:<F>:live', YES],
  ['arn:<P>:lambda:<R>:<A>:function:<F>*', 'arn:<P>:lambda:<R>:<A>:function:<F>:live', YES],
  ['arn:aws:lambda:*:*:function:*', 'arn:<P>:lambda:<R>:<A>:function:<F>', YES],
  ['arn:aws:lambda:*:*:function:charge', 'arn:<P>:lambda:<R>:<A>:function:<F>', NO],
  ['arn:aws:lambda:*:*:function:Shop-*', 'arn:<P>:lambda:<R>:<A>:function:<F>', PERHAPS],
  ['arn:<P>:lambda:<R>:<A>:function:<F>', 'arn:aws:lambda:us-east-1:1:function:charge', NO],
  ['arn:<P>:dynamodb:<R>:<A>:table/<F>/index/*', 'arn:<P>:dynamodb:<R>:<A>:table/<F>', NO],
  ['*/<F>', 'arn:<P>:dynamodb:<R>:<A>:table/<F>', YES],
  // resources of which nothing is known but which they are
  ['<X>', '<X>', YES],
  ['<Y>', '<X>', NO],
  ['<X>/*', '<X>/a', YES],
  ['arn:aws:foo:*', '<X>', PERHAPS],
  // the end of a secret's ARN, which Secrets Manager makes
  ['arn:aws:secretsmanager:us-east-1:1:secret:x-??????', 'arn:aws:secretsmanager:us-east-1:1:secret:x-<L>', YES],
  ['arn:aws:secretsmanager:us-east-1:1:secret:x-abcdef', 'arn:aws:secretsmanager:us-east-1:1:secret:x-<L>', PERHAPS],
  // parameters, and functions that are not followed
  ['<O>', '<O>', YES],
  ['<O>', 'arn:aws:sqs:us-east-1:1:q', PERHAPS],
  ['arn:aws:sqs:us-east-1:1:q', '<O>', PERHAPS],
  ['arn:aws:sqs:us-east-1:1:<O>', 'arn:aws:sqs:us-east-1:1:q', PERHAPS],
  ['arn:aws:sqs:us-east-1:1:<O>', 'arn:aws:sns:us-east-1:1:q', NO],
  ['arn:aws:sqs:us-east-1:1:a-<O>', 'arn:<P>:sqs:<R>:<A>:<F>', NO],
  ['<O>', 'arn:<P>:sqs:<R>:<A>:<F>', PERHAPS],
  ['arn:<P>:sqs:<R>:<A>:<F>', '<O>', PERHAPS],
  ['arn:<P>:sqs:<R>:<A>:<F>', 'arn:aws:sqs:<O>', PERHAPS],
  ['arn:<P>:sqs:<R>:<A>:<F>', 'arn:aws:sns:<O>', NO],
  // what is only made when the task runs
  ['arn:aws:states:*:*:execution:m:*', 'arn:<P>:states:<R>:<A>:execution:m:<L>', YES],
  ['arn:aws:s3:::b/a/*', 'arn:<P>:s3:::b/<L>', PERHAPS],
  ['arn:aws:s3:::c/*', 'arn:<P>:s3:::b/<L>', NO],
])('"%s" for "%s"', (pattern, asked, expected) => {
  expect(matches(text(pattern), text(asked))).toBe(expected);
});

test('many wildcards take no longer than the product of the lengths', () => {
  expect(matches(text(`${'a*'.repeat(500)}b`), text('a'.repeat(5_000)))).toBe(NO);
});
