/**
 * Whether eleven digits are a Belgian national register number, or the BIS number of who is not in the register (Royal
 * Decree of 3 April 1984, article 5: date of birth, serial number, and 97 less the remainder of the nine digits by 97, with
 * a 2 before them for who was born from 2000 on; BIS numbers add 20 or 40 to the month).
 */
export function isBelgianNationalNumber(digits: string): boolean {
  if (!/^\d{11}$/.test(digits)) return false;
  const month = Number(digits.slice(2, 4)) % 20;
  if (month > 12 || Number(digits.slice(2, 4)) >= 60 || Number(digits.slice(4, 6)) > 31) return false;
  const serial = Number(digits.slice(6, 9));
  if (serial === 0 || serial === 999) return false;
  const check = Number(digits.slice(9));
  return ['', '2'].some((century) => 97 - (Number(century + digits.slice(0, 9)) % 97) === check);
}
