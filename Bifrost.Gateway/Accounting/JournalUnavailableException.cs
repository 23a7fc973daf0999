namespace Bifrost.Gateway.Accounting;

/// <summary>
/// The journal cannot take an intent: its disk is full or failing, or it holds as much as it may while the database is
/// away. Nothing may be sent upstream; the caller gets 503 <c>accounting_unavailable</c>.
/// </summary>
public sealed class JournalUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
