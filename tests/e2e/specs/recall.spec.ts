import { ImportPage, counts, file } from '../support/import-page.ts';
import { expect, test } from '../support/test.ts';

test.beforeEach(async ({ account }) => account);

const row = (email: string, born: string) => `Mail,x2,Town\n${email},${born},Porto\n`;

test('the same columns are offered the last mapping, which is used and undone in one step', async ({ page, server }, info) => {
  const first = new ImportPage(page);
  await first.open();
  await first.choose(file(info.outputDir, 'autumn-fair-2025.csv', row('ana@mail.example', '14/03/1988')));
  await first.next();
  await expect(page.getByText(/^Same columns as/)).toHaveCount(0);
  // By itself: Mail and Town. By hand: the date with its order, no city, points for everybody.
  await expect(first.field('City').locator('.slot.full')).toContainText('Town');
  await first.field('City').getByRole('button', { name: /Undo the match/ }).click();
  await first.assign('x2', 'Date of birth');
  await first.field('Date of birth').getByRole('button', { name: /^Settings for/ }).click();
  await page.getByRole('radio', { name: /day\/month\/year/ }).check();
  await page.getByRole('button', { name: 'Apply to column' }).click();
  await first.literal('Points', '10');
  await first.start();
  expect(await first.finished()).toEqual(counts({ created: 1 }));

  const second = new ImportPage(page);
  await second.open();
  await second.choose(file(info.outputDir, 'spring-fair-2026.csv', row('bo@mail.example', '02/11/1979')));
  await second.next();
  const note = page.getByText('Same columns as autumn-fair-2025.csv.');
  await expect(note).toBeVisible();
  await expect(second.field('City').locator('.slot.full')).toContainText('Town');
  await expect(second.field('Date of birth').locator('.slot.full')).toHaveCount(0);

  const use = page.getByRole('button', { name: 'Use that mapping' });
  await use.click();
  await expect(second.field('Date of birth').locator('.slot.full')).toContainText('x2');
  await expect(second.field('Email').locator('.slot.full')).toContainText('yours');
  await expect(second.field('Points').locator('.slot.litf')).toContainText('10');
  await expect(second.field('City').locator('.slot.full')).toHaveCount(0);
  await expect(note).toHaveCount(0);

  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(second.field('City').locator('.slot.full')).toContainText('Town');
  await expect(second.field('Points').locator('.slot.litf')).toHaveCount(0);
  await expect(note).toBeVisible();

  await use.click();
  await second.start();
  expect(await second.finished()).toEqual(counts({ created: 1 }));
  const rows = await server.query<{ email: string; attributes: object }>('select email, attributes from contact order by email');
  expect(rows).toEqual([
    { email: 'ana@mail.example', attributes: { date_of_birth: '1988-03-14', points: 10 } },
    { email: 'bo@mail.example', attributes: { date_of_birth: '1979-11-02', points: 10 } },
  ]);
});

test('other columns are offered nothing', async ({ page }, info) => {
  const wizard = new ImportPage(page);
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'one.csv', row('ana@mail.example', 'x')));
  await wizard.next();
  await wizard.start();
  await wizard.finished();
  await wizard.open();
  await wizard.choose(file(info.outputDir, 'two.csv', 'Mail,Town,x2\nana@mail.example,Porto,x\n'));
  const asked = page.waitForResponse(/imports\/recall$/);
  await wizard.next();
  expect(await (await asked).json()).toBeNull();
  await expect(page.getByText(/^Same columns as/)).toHaveCount(0);
});
