// Lists whose rows are chosen: all at once without loading the page again, and how many are chosen. Neither is needed.

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-choose]')) {
  const boxes = () => form.querySelectorAll<HTMLInputElement>('input[type=checkbox][name=record]')
  const count = form.querySelector<HTMLOutputElement>('[data-choose-count]')
  const plain = count?.textContent ?? ''
  const tell = () => {
    if (!count) return
    const chosen = [...boxes()].filter(box => box.checked).length
    count.textContent = chosen === 0 ? plain : (count.dataset['text'] ?? '{n}').replace('{n}', String(chosen))
  }
  const all = (checked: boolean) => (event: Event) => {
    event.preventDefault()
    for (const box of boxes()) box.checked = checked
    tell()
  }
  form.querySelector('[data-choose-all]')?.addEventListener('click', all(true))
  form.querySelector('[data-choose-none]')?.addEventListener('click', all(false))
  form.addEventListener('change', tell)
  // The browser ticks again what was ticked before a reload or on the way back.
  addEventListener('pageshow', tell)
  tell()
}
