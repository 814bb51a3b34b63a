/** Lower quantiles of the nested bands of a fan, each with its opacity; the upper ones mirror them. */
export const FAN_BANDS = [
  { quantile: 0.01, opacity: 0.22 },
  { quantile: 0.05, opacity: 0.3 },
  { quantile: 0.25, opacity: 0.5 },
];
