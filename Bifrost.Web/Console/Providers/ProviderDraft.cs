using Bifrost.Domain.Providers;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.Console.Providers;

/// <summary>A provider while it is edited.</summary>
public sealed class ProviderDraft
{
    public string Name { get; set; } = "";

    public string Kind { get; set; } = "openai-compatible";

    public string BaseUrl { get; set; } = "";

    /// <summary>Of Azure's dated API; empty is v1.</summary>
    public string ApiVersion { get; set; } = "";

    public bool AllowPrivateNetwork { get; set; }

    public string Proxy { get; set; } = "";

    /// <summary><c>user:password</c> as typed; empty keeps the stored one.</summary>
    public string ProxyLogin { get; set; } = "";

    public string CaFile { get; set; } = "";

    /// <summary>The proxy whose login is stored; null when there is none.</summary>
    public string? ProxyWithLogin { get; private init; }

    /// <summary>An empty login is the stored one: the address is still what it was given for.</summary>
    public bool KeepsProxyLogin => ProxyWithLogin is not null && ProxyAddress.UrlOf(Proxy.Trim()) == ProxyWithLogin;

    public double ConnectSeconds { get; set; } = 5;

    public double FirstByteSeconds { get; set; } = 600;

    public double IdleSeconds { get; set; } = 120;

    public int MaxRetries { get; set; } = 2;

    public List<KeyDraft> Keys { get; } = [];

    public List<HeaderDraft> Headers { get; } = [];

    public static ProviderDraft Of(Provider provider)
    {
        var draft = new ProviderDraft
        {
            Name = provider.Name,
            Kind = provider.Kind,
            BaseUrl = provider.BaseUrl ?? "",
            ApiVersion = provider.ApiVersion ?? "",
            AllowPrivateNetwork = provider.AllowPrivateNetwork,
            Proxy = provider.Proxy ?? "",
            ProxyWithLogin = provider.EncryptedProxyLogin is null ? null : provider.Proxy,
            CaFile = provider.CaFile ?? "",
            ConnectSeconds = provider.ConnectTimeout.TotalSeconds,
            FirstByteSeconds = provider.FirstByteTimeout.TotalSeconds,
            IdleSeconds = provider.IdleTimeout.TotalSeconds,
            MaxRetries = provider.MaxRetries,
        };
        draft.Keys.AddRange(provider.Keys.OrderBy(k => k.Name, StringComparer.Ordinal).Select(KeyDraft.Of));
        draft.Headers.AddRange(provider.ExtraHeaderNames.Select(name => new HeaderDraft { Name = name, IsStored = true }));
        return draft;
    }

    public ProviderSpec ToSpec() => new()
    {
        Name = Name.Trim(),
        Kind = Kind,
        BaseUrl = BaseUrl.Trim() is { Length: > 0 } url ? url : null,
        ApiVersion = Kind == "azure" && ApiVersion.Trim() is { Length: > 0 } version ? version : null,
        AllowPrivateNetwork = AllowPrivateNetwork,
        Proxy = Proxy.Trim() is not { Length: > 0 } proxy ? null : ProxyLogin.Length > 0 ? ProxyAddress.With(proxy, ProxyLogin) : proxy,
        CaFile = CaFile.Trim() is { Length: > 0 } file ? file : null,
        ConnectTimeout = Seconds(ConnectSeconds),
        FirstByteTimeout = Seconds(FirstByteSeconds),
        IdleTimeout = Seconds(IdleSeconds),
        MaxRetries = MaxRetries,
        Keys = [.. Keys.Select(k => k.ToSpec())],
        ExtraHeaders = Headers.Where(h => h.Name.Trim().Length > 0).GroupBy(h => h.Name.Trim())
            .ToDictionary(g => g.Key, g => g.Last().Value.Trim() is { Length: > 0 } value ? value : null),
    };

    /// <summary>Where this draft and a stored provider differ, as words; secrets only as "new value".</summary>
    public IReadOnlyList<FieldDifference> DifferencesTo(Provider theirs)
    {
        var other = Of(theirs);
        (string Field, string Mine, string Theirs)[] fields =
        [
            ("Name", Name, other.Name),
            ("Address", BaseUrl, other.BaseUrl),
            ("API version", ApiVersion, other.ApiVersion),
            ("Private network", AllowPrivateNetwork ? "allowed" : "refused", other.AllowPrivateNetwork ? "allowed" : "refused"),
            ("Proxy", Words(this), Words(other)),
            ("CA file", CaFile, other.CaFile),
            ("Connect timeout", $"{ConnectSeconds} s", $"{other.ConnectSeconds} s"),
            ("First byte timeout", $"{FirstByteSeconds} s", $"{other.FirstByteSeconds} s"),
            ("Idle timeout", $"{IdleSeconds} s", $"{other.IdleSeconds} s"),
            ("Retries", $"{MaxRetries}", $"{other.MaxRetries}"),
            ("Keys", Words(Keys), Words(other.Keys)),
            ("Extra headers", Words(Headers), Words(other.Headers)),
        ];
        return [.. fields.Where(f => f.Mine != f.Theirs).Select(f => new FieldDifference(f.Field, f.Mine, f.Theirs))];
    }

    // What cannot be a time becomes one that the rules refuse, with their words.
    private static TimeSpan Seconds(double seconds) => double.IsFinite(seconds) && Math.Abs(seconds) < 1e8 ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;

    // Somebody may have typed the login into the address.
    private static string Words(ProviderDraft draft) =>
        (ProxyAddress.UrlOf(draft.Proxy.Trim()) ?? "") + (draft.ProxyLogin.Length > 0 ? " (new login)" : "");

    private static string Words(List<KeyDraft> keys) =>
        string.Join("; ", keys.Select(k => $"{k.Name} × {k.Weight}{(k.Models.Length == 0 ? "" : " for " + k.Models)}{string.Concat(k.Fields.Where(f => f.Value.Length > 0).Select(f => KeyFields.IsSecret(f.Key) ? $", new {f.Key}" : $", {f.Key} {f.Value}"))}{(k.Value.Length == 0 ? "" : " (new value)")}"));

    private static string Words(List<HeaderDraft> headers) =>
        string.Join("; ", headers.Select(h => h.Name + (h.Value.Length == 0 ? "" : " (new value)")));
}
