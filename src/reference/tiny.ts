/** Factors below 2^-63 count as 0, as shaders/shared/tiny.wesl explains. */
export const withoutTiny = (x: number): number => (Math.abs(x) < 2 ** -63 ? 0 : x);
