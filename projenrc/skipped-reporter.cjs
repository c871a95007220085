// Jest reporter: says which tests were skipped. With many files jest's own only counts them.
module.exports = class SkippedReporter {
  onRunComplete(_contexts, { testResults }) {
    const skipped = testResults.flatMap(({ testResults: tests }) => tests)
      .filter(({ status }) => status === 'pending')
      .map(({ ancestorTitles, title }) => ancestorTitles[0] ?? title);
    for (const title of new Set(skipped)) process.stderr.write(`Skipped: ${title}\n`);
  }
};
