namespace Bifrost.Gateway.Accounting;

/// <summary>What a start found in the journal of earlier runs.</summary>
/// <param name="Segments">Files read.</param>
/// <param name="Settled">Results handed to the database again; it keeps each once.</param>
/// <param name="Interrupted">Requests without a result, settled as estimates.</param>
/// <param name="CorruptBytes">Bytes that were skipped between valid frames.</param>
/// <param name="TornBytes">Bytes cut off at the ends, where a write was interrupted.</param>
public sealed record JournalReplay(int Segments, long Settled, long Interrupted, long CorruptBytes, long TornBytes);
