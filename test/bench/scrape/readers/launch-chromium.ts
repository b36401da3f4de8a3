/** How puppeteer launches the Chromium that the bench names; its default arguments are those of the local run's browser binding. */
export const chromiumOptions = () => ({ executablePath: process.env.BENCH_CHROMIUM!, headless: true })
