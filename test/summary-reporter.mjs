/** Ends a run with what was skipped, which jest only counts, and with one plain line: `N passed, N failed, N skipped`. */
export default class SummaryReporter {
  #isFiltered;

  constructor({ testNamePattern }) {
    this.#isFiltered = testNamePattern !== undefined && testNamePattern !== ''; // then the rest counts as skipped
  }

  onRunComplete(_contexts, results) {
    const tests = results.testResults.flatMap((file) => file.testResults);
    const skipped = tests.filter(({ status }) => status === 'pending' || status === 'todo');
    const titles = this.#isFiltered ? [] : [...new Set(skipped.map(({ fullName }) => fullName))];
    // A file that cannot be loaded has no tests, yet is a failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const lines = [
      ...titles.map((title) => `skipped: ${title}`),
      `${results.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`,
    ];
    // Behind the summary of jest, which comes after every reporter.
    process.once('exit', () => process.stdout.write(`${lines.join('\n')}\n`));
  }
}
