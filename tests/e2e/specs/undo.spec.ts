import AxeBuilder from '@axe-core/playwright';
import { ImportPage, counts, file } from '../support/import-page.ts';
import { type Page, expect, test } from '../support/test.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

test.beforeEach(async ({ account }) => account);

/** No violation and no sideways scroll, light and dark, wide and narrow. */
async function holds(page: Page, name: string, widths = [1440, 1024]): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of widths) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
      const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`);
      expect(found, `${name}, ${colorScheme}, ${width}`).toEqual([]);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      expect(sideways, `${name} scrolls sideways at ${width}`).toBe(false);
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}-${colorScheme}-${width}.png` });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Imports a file with *Override existing*. */
async function importOver(wizard: ImportPage, path: string, newSegment?: string): Promise<void> {
  await wizard.open();
  await wizard.choose(path);
  await wizard.options({ override: true, newSegment });
  await wizard.next();
  await wizard.start();
}

/** Tab until the focus is on what a test looks for. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.textContent ?? '');
    if (name.test(focused)) return;
  }
  throw new Error(`no way to ${name} by Tab`);
}

test('an import is undone by keyboard alone, and the list, the import and the contact tell of it', async ({ page, server }, info) => {
  test.setTimeout(240_000);
  const wizard = new ImportPage(page);
  await importOver(wizard, file(info.outputDir, 'people.csv', 'Email,First name,City\nana@mail.example,Ana,Porto\nbo@mail.example,Bo,Lyon\n'));
  await wizard.finished();
  const spring = 'Email,First name,City\nana@mail.example,Anna,Faro\nbo@mail.example,Bo,Nice\ncy@mail.example,Cy,Caen\n';
  await importOver(wizard, file(info.outputDir, 'spring-fair.csv', spring), 'Spring Fair');
  expect(await wizard.finished()).toEqual(counts({ created: 1, updated: 2 }));
  // Somebody changes one of the values since.
  const [{ id }] = await server.query<{ id: string }>("select id from contact where email = 'bo@mail.example'");
  const edit = await page.context().request.patch(`${server.url}/api/v1/contacts/${id}`, {
    data: { field: 'city', text: 'Nantes' },
    headers: { origin: server.url },
  });
  expect(edit.status()).toBe(200);
  await holds(page, '19-run-undo', [1440, 1024, 390]);

  await tabTo(page, /^Undo this import$/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog', { name: 'Undo this import?' });
  await expect(dialog.getByText('1 contact it created is deleted.')).toBeVisible();
  await expect(dialog.getByText('1 contact it updated gets its old values back.')).toBeVisible();
  await expect(dialog.getByText('3 contacts leave the segment Spring Fair.')).toBeVisible();
  await expect(dialog.getByText('1 contact was changed by someone since. Its newer values stay.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Keep the import' })).toBeFocused();
  await holds(page, '34-undo', [1440, 1024, 390]);
  // Esc keeps it, and the focus is where it was.
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Undo this import' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Undo the import' })).toBeEnabled();
  await tabTo(page, /^Undo the import$/);
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { level: 1, name: 'The import was undone' })).toBeVisible();
  const kept = page.getByRole('table', { name: 'Values that were kept' });
  await expect(kept.getByRole('row', { name: /bo@mail\.example City Nantes Changed by Ada Admin since/ })).toBeVisible();
  await holds(page, '34-undone', [1440, 1024, 390]);

  await page.goto('/imports');
  const row = page.getByRole('row', { name: /spring-fair\.csv/ });
  await expect(row.getByText('Undone')).toBeVisible();
  await holds(page, '22-imports-undone');
  await row.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 2, name: '1 contact kept newer values' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo this import' })).toHaveCount(0);
  await holds(page, '23-import-undone');

  await page.goto('/contacts');
  await page.getByText('ana@mail.example').click();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Undo of import 2 put back 2 fields')).toBeVisible();
  await holds(page, '30-contact-undone', [1440, 1024, 390]);
  const rows = await server.query<{ email: string; attributes: object }>('select email, attributes from contact order by email');
  expect(rows).toEqual([
    { email: 'ana@mail.example', attributes: { first_name: 'Ana', city: 'Porto' } },
    { email: 'bo@mail.example', attributes: { first_name: 'Bo', city: 'Nantes' } },
  ]);
  expect(await server.query('select contact_id from segment_member')).toEqual([]);
});

test('an undo under way shows how far it is, and goes on by itself', async ({ page, server }, info) => {
  const wizard = new ImportPage(page);
  await importOver(wizard, file(info.outputDir, 'people.csv', 'Email,City\nana@mail.example,Porto\n'));
  await wizard.finished();
  // The database refuses for a while.
  await server.query('alter table contact rename column created_line to gone_line; alter table contact rename column created_import to gone');
  await page.getByRole('button', { name: 'Undo this import' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByText(/Try again/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Undo the import' })).toBeEnabled();
  await dialog.getByRole('button', { name: 'Undo the import' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Undoing…' })).toBeVisible();
  await expect(page.getByText('The undo waits.')).toBeVisible();
  await holds(page, '17-run-undoing', [1440, 1024, 390]);
  await page.goto('/imports');
  await expect(page.getByRole('row', { name: /people\.csv/ }).getByText('Undoing 0%')).toBeVisible();
  await page.getByRole('link', { name: 'people.csv' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Undoing…' })).toBeVisible();
  await server.query('alter table contact rename column gone to created_import; alter table contact rename column gone_line to created_line; update import_undo set retry_at = now()');
  await expect(page.getByRole('heading', { level: 1, name: 'The import was undone' })).toBeVisible();
});

test('a field is only filled, and people are subscribed again with consent alone', async ({ page, server }, info) => {
  const wizard = new ImportPage(page);
  const people = 'Email,City,Newsletter\nana@mail.example,Porto,unsubscribed\nbo@mail.example,,subscribed\n';
  await importOver(wizard, file(info.outputDir, 'people.csv', people));
  await wizard.finished();
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'later.csv', 'Email,City,Newsletter\nana@mail.example,Faro,subscribed\nbo@mail.example,Lyon,subscribed\n'));
  await wizard.options({ override: true });
  await wizard.next();
  await wizard.field('City').getByRole('button', { name: /^Settings for/ }).click();
  await page.getByLabel('When the contact exists').selectOption('Only if the field is empty');
  await holds(page, '35-column-settings-city');
  await page.getByRole('button', { name: 'Apply to column' }).click();
  await expect(wizard.field('City')).toContainText('only if empty');
  await wizard.field('Newsletter').getByRole('button', { name: /^Settings for/ }).click();
  const consent = page.getByRole('checkbox', { name: 'Subscribe people who unsubscribed: I have their consent' });
  await expect(consent).not.toBeChecked();
  await consent.check();
  await holds(page, '35-column-settings-newsletter');
  await page.getByRole('button', { name: 'Apply to column' }).click();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByText(/City is filled only if it is empty\. People who unsubscribed are subscribed again/)).toBeVisible();
  await holds(page, '07-source-exceptions');
  await wizard.next();
  await wizard.start();
  expect(await wizard.finished()).toEqual(counts({ updated: 2 }));
  const rows = await server.query<{ attributes: object }>('select attributes from contact order by email');
  expect(rows.map((row) => row.attributes)).toEqual([
    { city: 'Porto', newsletter: 'subscribed' },
    { city: 'Lyon', newsletter: 'subscribed' },
  ]);
});
