// Decimals without rounding: amounts as BigInt, counted in their last of 8 digits.

const DECIMALS = 8;
export const ONE = 10n ** BigInt(DECIMALS);

// '1.5' -> 150000000n; also of a JSON number, whose shortest form is what the server wrote.
export function units(value) {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(
    typeof value === 'number' ? plain(value) : value);
  const magnitude = BigInt(whole + fraction.padEnd(DECIMALS, '0'));
  return sign ? -magnitude : magnitude;
}

// A number without an exponent.
const plain = (value) =>
  (String(value).includes('e') ? value.toFixed(DECIMALS).replace(/\.?0+$/, '') : String(value));

// 150000000n -> '1.50000000'
export function padded(amount) {
  const digits = String(amount < 0n ? -amount : amount).padStart(DECIMALS + 1, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
}

// 150000000n -> '1.5'
export const trimmed = (amount) => padded(amount).replace(/\.?0+$/, '');

// Of what is not negative.
export const divideUp = (a, b) => (a + b - 1n) / b;
export const divideHalfUp = (a, b) => (2n * a + b) / (2n * b);
