// @ts-check
/**
 * The device store: IndexedDB behind a small interface, so that everything above it can be tested without a browser.
 *
 * @typedef {"operations" | "server_view" | "drafts" | "meta"} StoreName
 * @typedef {{
 *   get(store: StoreName, key: IDBValidKey): Promise<any>,
 *   ofWalk(store: "operations" | "server_view", walkId: string): Promise<any[]>,
 *   put(store: StoreName, value: object): Promise<unknown>,
 *   delete(store: StoreName, key: IDBValidKey): Promise<unknown>,
 * }} Transaction
 * @typedef {{
 *   read<T>(stores: StoreName[], work: (tx: Transaction) => Promise<T>): Promise<T>,
 *   write<T>(stores: StoreName[], work: (tx: Transaction) => Promise<T>): Promise<T>,
 * }} Store
 *   `work` sees all or nothing of its stores, may await only the transaction, and may be run again after a lost
 *   connection: it must give the same result then. `write` ends when the disk has it (durability "strict").
 */

const DATABASE_NAME = "lykta";
const DATABASE_VERSION = 1;
const TRIES = 3;
/** How Safari and Chromium name a connection that died under memory pressure. */
const LOST_CONNECTION = new Set(["InvalidStateError", "UnknownError", "AbortError"]);

/** The device cannot keep anything: no storage, no room, a private window. */
export class StorageFailed extends Error {
  name = "StorageFailed";
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBDatabase} database */
function createStores(database) {
  database.createObjectStore("operations", { keyPath: "op_id" }).createIndex("walk", "walk_id");
  database.createObjectStore("server_view", { keyPath: ["walk_id", "finding_id"] }).createIndex("walk", "walk_id");
  database.createObjectStore("drafts", { keyPath: "walk_id" });
  database.createObjectStore("meta", { keyPath: "key" });
}

/**
 * @param {IDBFactory} factory
 * @returns {Promise<IDBDatabase>}
 */
function open(factory) {
  return new Promise((resolve, reject) => {
    const request = factory.open(DATABASE_NAME, DATABASE_VERSION);
    request.onupgradeneeded = () => createStores(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    // another window holds an older version open: better to say so than to wait for ever
    request.onblocked = () => reject(new StorageFailed("another window keeps the device store busy; close it"));
  });
}

/**
 * @param {IDBTransaction} tx
 * @returns {Transaction}
 */
function transaction(tx) {
  return {
    get: (store, key) => answered(tx.objectStore(store).get(key)),
    ofWalk: (store, walkId) => answered(tx.objectStore(store).index("walk").getAll(walkId)),
    put: (store, value) => answered(tx.objectStore(store).put(value)),
    delete: (store, key) => answered(tx.objectStore(store).delete(key)),
  };
}

/**
 * @param {IDBFactory | undefined} factory
 * @returns {Store}
 */
export function deviceStore(factory) {
  /** @type {Promise<IDBDatabase> | null} */
  let connection = null;

  /** @returns {Promise<IDBDatabase>} */
  async function connected() {
    if (!factory) throw new StorageFailed("this browser has no IndexedDB");
    connection ??= open(factory).catch((error) => {
      connection = null;
      throw error;
    });
    const database = await connection;
    // a newer page wants to upgrade, or the browser took the connection away: the next use opens it again
    database.onversionchange = () => forget();
    database.onclose = () => forget();
    return database;
  }

  function forget() {
    connection?.then((database) => database.close()).catch(() => {});
    connection = null;
  }

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {StoreName[]} stores
   * @param {(tx: Transaction) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async function once(mode, stores, work) {
    const tx = (await connected()).transaction(stores, mode, { durability: "strict" });
    const ended = new Promise((resolve, reject) => {
      tx.oncomplete = () => resolve(undefined);
      tx.onabort = () => reject(tx.error ?? new DOMException("the transaction was aborted", "AbortError"));
    });
    // both are awaited below; this keeps a failure of the one from being reported as unhandled while the other is awaited
    ended.catch(() => {});
    try {
      const result = await work(transaction(tx));
      await ended;
      return result;
    } catch (error) {
      try {
        tx.abort();
      } catch {
        // already ended
      }
      throw error;
    }
  }

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {StoreName[]} stores
   * @param {(tx: Transaction) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async function persistent(mode, stores, work) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(mode, stores, work);
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        forget();
        if (attempt >= TRIES || !LOST_CONNECTION.has(error.name)) {
          throw new StorageFailed(`the device store failed: ${error.name}`, { cause: error });
        }
      }
    }
  }

  return {
    read: (stores, work) => persistent("readonly", stores, work),
    write: (stores, work) => persistent("readwrite", stores, work),
  };
}
