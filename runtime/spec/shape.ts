/** Which properties a document may have, made from its schema. */
export type Shape =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'uint64'
  | 'int64'
  | {
      /** Of an object: the properties the schema names. */
      readonly properties?: Readonly<Record<string, Shape>>;
      /** Of an object: what stands under names the document chooses. */
      readonly values?: Shape;
      /** Of an array: its entries. */
      readonly items?: Shape;
    };
