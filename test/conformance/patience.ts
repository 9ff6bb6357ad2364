/** How many times longer than usual to wait for anything: `$PATIENCE`, for machines that are emulated; default 1. */
export const patience = Number(process.env.PATIENCE ?? 1);
