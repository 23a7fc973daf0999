using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Admission;

/// <summary>Attribution by the caller: <c>x-bf-tags</c> and <c>x-bf-end-user</c>. The key's own tags win over the caller's.</summary>
internal static class RequestTags
{
    private const int MaxEndUser = 256;

    /// <summary>Puts tags and end user on the record; a refusal when they are malformed.</summary>
    public static Refusal? Apply(Exchange exchange)
    {
        var headers = exchange.Context.Request.Headers;
        var record = exchange.Record;
        if (headers.TryGetValue("x-bf-end-user", out var user) && user.ToString() is { Length: > 0 } name)
        {
            if (name.Length > MaxEndUser || name.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            {
                return new Refusal.InvalidRequest("x-bf-end-user", $"Use at most {MaxEndUser} characters, none of them a control character.");
            }

            record.EndUser = name;
        }

        record.Tags = exchange.Key!.Tags;
        return headers.TryGetValue("x-bf-tags", out var tags) ? Merge(exchange, tags.ToString()) : null;
    }

    private static Refusal.InvalidRequest? Merge(Exchange exchange, string text)
    {
        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Read(text, merged))
        {
            return new("x-bf-tags", $"Write k=v,k=v: at most {TagText.MaxTags} tags, names and values of 1 to 64 printable ASCII characters.");
        }

        if (exchange.Key!.Tags is { } own)
        {
            // Together they may exceed the limit of either; the key's own are set last, so that they win.
            Read(own, merged);
        }

        exchange.Record.Tags = TagText.Of(merged);
        return null;
    }

    private static bool Read(string text, Dictionary<string, string> into)
    {
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !TagText.IsValid(part.AsSpan(0, equals)) || !TagText.IsValid(part.AsSpan(equals + 1)))
            {
                return false;
            }

            into[part[..equals]] = part[(equals + 1)..];
        }

        return into.Count <= TagText.MaxTags;
    }
}
