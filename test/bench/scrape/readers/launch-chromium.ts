/** The launch options for the bench's Chromium. Puppeteer's default arguments equal those of the local run's browser binding. */
export const chromiumOptions = () => ({ executablePath: process.env.BENCH_CHROMIUM!, headless: true })
