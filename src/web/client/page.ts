// What every page gains from a script; none needs it.

/** A second press of a button sends nothing twice. Reset when the page comes back from the browser's memory. */
const sending = new WeakSet<HTMLFormElement>()
document.addEventListener('submit', event => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || form.method !== 'post') return
  if (sending.has(form)) {
    event.preventDefault()
    return
  }
  sending.add(form)
  event.submitter?.setAttribute('aria-disabled', 'true')
})
addEventListener('pageshow', event => {
  if (!event.persisted) return
  for (const form of document.forms) sending.delete(form)
  for (const button of document.querySelectorAll('button[aria-disabled]')) button.removeAttribute('aria-disabled')
})

/** The list of errors is read out at once, and its links put the cursor into the box. */
const summary = document.querySelector<HTMLElement>('.error-summary')
summary?.focus()
summary?.addEventListener('click', event => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#"]') : null
  if (!link) return
  const place = document.getElementById(decodeURIComponent(link.hash.slice(1)))
  if (!place) return
  event.preventDefault()
  const box = place.matches('input, select, textarea')
    ? place
    : place.querySelector<HTMLElement>('input, select, textarea')
  place.scrollIntoView({ block: 'center' })
  ;(box ?? place).focus({ preventScroll: true })
})

/** What was typed and not sent is not thrown away by a slip. */
const changed = new Set<HTMLFormElement>()
document.addEventListener('input', event => {
  const form = event.target instanceof Element ? event.target.closest('form') : null
  // A choice of rows is made again in a moment.
  if (form?.method === 'post' && !form.matches('[data-choose]')) changed.add(form)
})
document.addEventListener('submit', event => {
  if (event.target instanceof HTMLFormElement) changed.delete(event.target)
})
addEventListener('beforeunload', event => {
  if (changed.size > 0) event.preventDefault()
})
