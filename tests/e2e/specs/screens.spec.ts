import AxeBuilder from '@axe-core/playwright';
import { fixture } from '../support/fixture.ts';
import { ImportPage, file } from '../support/import-page.ts';
import { SETUP_CODE } from '../support/server.ts';
import { type Page, expect, test } from '../support/test.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const WIDE = [1440, 1024];
/** Run, summary, imports, a contact and the log-in are made for phones too. */
const AND_PHONE = [...WIDE, 390];

/** No violation, light and dark, at each width; and no sideways scroll of the page. */
async function holds(page: Page, name: string, widths = WIDE): Promise<void> {
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

test('first run and log in', async ({ page, server }) => {
  await page.goto(`/setup?code=${SETUP_CODE}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await holds(page, '01-first-run');
  await page.getByLabel('Your name').fill('Ada Admin');
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByLabel('Organisation').fill('Example Ltd');
  await page.getByRole('button', { name: /Create/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await holds(page, '05-contacts-empty');
  await page.context().clearCookies();
  await page.goto('/contacts');
  await expect(page.getByRole('button', { name: 'Log in' })).toBeVisible();
  await holds(page, '02-login', AND_PHONE);
  expect(server.url).toBeTruthy();
});

test('the import, step by step', async ({ page, account }, info) => {
  test.setTimeout(480_000);
  await account;
  const { path } = fixture(info.outputDir, 20_000, { problems: 5000 });
  const wizard = new ImportPage(page);
  await wizard.open();
  await holds(page, '06-source-choose');
  await page.getByRole('tab', { name: 'Copy and paste' }).click();
  await holds(page, '08-source-paste');
  await page.getByRole('tab', { name: 'CSV file' }).click();
  await wizard.choose(path);
  await expect(page.getByRole('table')).toBeVisible();
  await holds(page, '07-source-ready');
  await wizard.options({ override: true, newSegment: 'Spring Fair' });
  await wizard.next();
  await wizard.checked();
  await holds(page, '09-map');
  await wizard.card('Company').getByRole('button', { name: /Assign/ }).click();
  await holds(page, '11-map-assign');
  await page.keyboard.press('Escape');
  await wizard.field('Date of birth').getByRole('button', { name: /Settings|How to read/ }).click();
  await holds(page, '13-map-settings');
  await page.keyboard.press('Escape');
  await wizard.card('Company').getByRole('button', { name: /Assign/ }).click();
  await page.getByText(/New field .Company./).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await holds(page, '14-map-newfield');
  await page.keyboard.press('Escape');
  await wizard.field('City').getByRole('button', { name: /Undo|Remove|Take/ }).click();
  await wizard.card('Literal').getByRole('button', { name: /Assign/ }).click();
  await page.getByRole('option', { name: /^City/ }).click();
  await expect(wizard.field('City').getByRole('textbox')).toBeVisible();
  await holds(page, '12-map-literal');
  await page.keyboard.press('Escape');
  await wizard.assign('City', 'City');
  await wizard.card('Notes').hover();
  await page.mouse.down();
  await page.mouse.move(700, 420, { steps: 8 });
  await holds(page, '10-map-drag');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await wizard.start();
  await wizard.finished(120_000);
  await holds(page, '19-run-finished', AND_PHONE);
});

test('around the import', async ({ page, account }, info) => {
  test.setTimeout(240_000);
  await account;
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'people.csv', 'Email,First name,City\nana@mail.example,Ana,Porto\nbo@mail,Bo,Lyon\n'));
  await wizard.options({ newSegment: 'Spring Fair' });
  await wizard.next();
  await wizard.start();
  await wizard.finished();
  for (const [path, name, heading] of [
    ['/contacts', '03-contacts', 'Contacts'],
    ['/imports', '22-imports', 'Imports'],
    ['/fields', '24-fields', 'Fields'],
    ['/segments', '27-segments', 'Segments'],
  ]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: new RegExp(heading) })).toBeVisible();
    await expect(page.locator('tbody tr:not([hidden])').first()).toBeVisible();
    await holds(page, name);
  }
  await page.goto('/imports');
  await page.getByRole('link', { name: 'people.csv' }).click();
  await expect(page.getByRole('heading', { name: 'Mapping' })).toBeVisible();
  await holds(page, '23-import-detail');
  await page.goto('/contacts');
  await page.getByText('ana@mail.example').click();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'History' })).toBeVisible();
  await holds(page, '30-contact', AND_PHONE);
  await page.goto('/nowhere');
  await expect(page.getByText("There's nothing at this address.")).toBeVisible();
  await holds(page, '404', AND_PHONE);
});

test('a preview against the contacts, and the same file again', async ({ page, account }, info) => {
  test.setTimeout(240_000);
  await account;
  const wizard = new ImportPage(page);
  const known = 'Email,First name,City\nana@mail.example,Ana,Porto\nbo@mail.example,,Lyon\n';
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'known.csv', known));
  await wizard.next();
  await wizard.start();
  await wizard.finished();
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'known.csv', known));
  await expect(page.getByText('known.csv was imported before:')).toBeVisible();
  await holds(page, '07-source-before');
  await wizard.choose(file(info.outputDir, 'spring-fair.csv', known.replace('Porto', 'Lisbon').replace('example,,', 'example,Bo,') + 'cleo@mail.example,Cleo,Rome\n'));
  await wizard.options({ override: true });
  await wizard.next();
  await wizard.checked();
  await page.getByRole('button', { name: 'Preview against your contacts' }).click();
  await expect(page.getByRole('rowheader').first()).toBeVisible();
  await holds(page, '38-preview', AND_PHONE);
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await holds(page, '38-preview-discard');
});

test('an import under way, and one that was interrupted', async ({ page, context, account }, info) => {
  test.setTimeout(240_000);
  await account;
  const { path } = fixture(info.outputDir, 60_000);
  const wizard = new ImportPage(page);
  // The network takes three batches, and then no more.
  let taken = 0;
  await context.route('**/batches/*', async (route) => {
    taken += 1;
    if (taken <= 3) await route.continue();
  });
  await wizard.open();
  await wizard.choose(path);
  await wizard.next();
  await wizard.start();
  await expect(page.getByText(/15,000 of 60,000/).first()).toBeVisible();
  await holds(page, '17-run-running', AND_PHONE);
  await page.getByRole('button', { name: 'Cancel import' }).click();
  await expect(page.getByRole('alertdialog').or(page.getByRole('dialog'))).toBeVisible();
  await holds(page, '17-run-cancel');
  await page.close({ runBeforeUnload: false });

  const again = await context.newPage();
  await again.goto('/imports');
  await expect(again.getByRole('link', { name: /fixture-60000/ })).toBeVisible();
  await holds(again, '22-imports-interrupted', AND_PHONE);
  await again.getByRole('link', { name: /fixture-60000/ }).click();
  await expect(again.getByRole('heading', { name: /The upload stopped at row/ })).toBeVisible();
  await holds(again, '20-run-interrupted', AND_PHONE);
});
