import { parquetWriteBuffer, type BasicType } from 'hyparquet-writer';
import type { Table, TableColumn } from '../../metrics/table';

const TYPES: Record<TableColumn['type'], BasicType> = {
  integer: 'INT32',
  number: 'DOUBLE',
  text: 'STRING',
  boolean: 'BOOLEAN',
};

/** The table as a Parquet file. */
export function toParquet({ columns }: Table): Uint8Array {
  const columnData = columns.map(({ name, type, cells }) => ({ name, type: TYPES[type], data: cells }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'thetascape' }));
}
