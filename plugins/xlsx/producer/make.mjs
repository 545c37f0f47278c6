// Workbooks by another program's hand: node make.mjs FOLDER. producer_test.cpp says what must come out of them.
import ExcelJS from 'exceljs';
import { join } from 'node:path';

const folder = process.argv[2];
const date = (text) => new Date(`${text}T00:00:00Z`);

// A monthly return: a title, a heading of two rows with merged cells, a station merged over its cases, a total.
function monthly(book) {
  const sheet = book.addWorksheet('ماہانہ گوشوارہ');
  sheet.addRow(['ضلع کوئٹہ: ماہانہ گوشوارہ، مارچ ۲۰۲۴']);
  sheet.mergeCells('A1:G1');
  sheet.addRow([]);
  sheet.addRow(['تھانہ', 'مقدمہ نمبر', 'ایف آئی آر', 'سماعت', null, 'گواہان', 'جرمانہ']);
  sheet.addRow([null, null, null, 'تاريخ', 'نتيجه', null, null]);
  for (const range of ['A3:A4', 'B3:B4', 'C3:C4', 'D3:E3', 'F3:F4', 'G3:G4']) sheet.mergeCells(range);
  sheet.addRow(['سٹی', 'C-1', '214/24', date('2024-03-05'), 'ADJ', 3, 0.1 + 0.2]);
  sheet.addRow([null, 'C-2', '215/24', date('1947-08-14'), { richText: [{ text: 'E' }, { font: { bold: true }, text: 'VD' }] }, 12,
    { formula: 'G5*10', result: 3 }]);
  sheet.mergeCells('A5:A6');
  sheet.addRow(['صدر', 'C-3', '۲۱۶/۲۴', '۰۷-۰۳-۲۰۲۴', 'ADJ', '۴', { error: '#N/A' }]);
  sheet.addRow(['میزان', null, null, null, null, { formula: 'SUM(F5:F7)', result: 19 }, null]);
  for (const row of [5, 6]) sheet.getCell(`D${row}`).numFmt = 'dd/mm/yyyy';
}

function returns() {
  const book = new ExcelJS.Workbook();
  const old = book.addWorksheet('پرانا', { state: 'hidden' });
  old.addRow(['nothing of use']);
  monthly(book);
  return book;
}

// The years of the Macintosh, times, yes and no, links, long numbers, empty rows, a formula that nobody computed.
function from1904() {
  const book = new ExcelJS.Workbook();
  book.properties.date1904 = true;
  const sheet = book.addWorksheet('Cases');
  sheet.addRow(['no', 'filed', 'present', 'cnic', 'link', 'sum']);
  sheet.addRow(['D-1', new Date('2024-03-05T09:30:00Z'), true, 4210112345671, { text: 'order', hyperlink: 'https://example.org/' },
    { formula: 'A1+1' }]);
  sheet.addRow([]);
  sheet.addRow(['D-2', date('2024-02-29'), false, null, null, null]);
  sheet.getColumn(2).numFmt = 'yyyy-mm-dd hh:mm';
  return book;
}

// Enough rows for several batches; texts that are shared.
function large() {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Cases');
  sheet.addRow(['no', 'district']);
  for (let i = 1; i <= 5000; i++) sheet.addRow([`L-${i}`, i % 2 ? 'Quetta' : 'Kech']);
  return book;
}

await returns().xlsx.writeFile(join(folder, 'returns.xlsx'));
await from1904().xlsx.writeFile(join(folder, 'from1904.xlsx'));
await large().xlsx.writeFile(join(folder, 'large.xlsx'));
