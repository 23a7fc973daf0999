#pragma warning disable
using Bifrost.Domain.Usage;
namespace Bifrost.Gateway.Accounting;
public sealed class UsageJournal { public bool IsHealthy => true; public JournalTicket Begin(UsageRecord r) => new(); public bool Settle(JournalTicket t, UsageRecord r, CapturedContent? c = null) => true; public void Record(UsageRecord r) { Console.Error.WriteLine(System.Text.Json.JsonSerializer.Serialize(r)); } }
public sealed class JournalTicket;
public sealed class JournalUnavailableException(string m) : Exception(m);
