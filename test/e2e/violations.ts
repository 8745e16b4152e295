import type { Page } from 'playwright-core'

/** Collects what a page's security policy has refused, from now on and after reloads. */
export async function watchViolations(page: Page): Promise<() => Promise<string[]>> {
  const logged: string[] = []
  page.on('console', message => {
    if (/content security policy/i.test(message.text())) logged.push(message.text())
  })
  const listen = `window.violations = []
    document.addEventListener('securitypolicyviolation', event =>
      window.violations.push(event.violatedDirective + ' ' + event.blockedURI))`
  await page.addInitScript(listen)
  // Anew, so that the first screen is watched from its first line on.
  await page.reload()
  return async () => [...logged, ...((await page.evaluate('window.violations')) as string[])]
}
