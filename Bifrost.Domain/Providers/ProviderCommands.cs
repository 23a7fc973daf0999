using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Providers;

/// <summary>Makes, changes and disables providers and their keys.</summary>
public sealed class ProviderCommands(GovernanceChanges changes, SecretProtector protector)
{
    private const string TargetKind = "provider";

    private readonly KeySecrets _secrets = new(protector);

    public Task<Result<Provider>> CreateAsync(Actor actor, ProviderSpec spec, CancellationToken cancellationToken = default) =>
        changes.RunAsync(actor, AuditActions.ProviderCreated, scope => CreateAsync(scope, spec), cancellationToken);

    public Task<Result<Provider>> UpdateAsync(Actor actor, Guid id, int version, ProviderSpec spec, CancellationToken cancellationToken = default) =>
        changes.RunAsync<Provider>(
            actor,
            AuditActions.ProviderChanged,
            async scope =>
            {
                var provider = await FindAsync(scope, id);
                return provider is null ? Failure.NotFound("such provider")
                    : provider.FromFile ? Failure.Invalid("", "This provider is managed by the governance file: change it there.")
                    : provider.Version != version ? Failure.Conflict("version", "Somebody else changed this provider since you opened it. Load it again to see both.")
                    : await UpdateAsync(scope, provider, spec);
            },
            cancellationToken);

    /// <summary>Takes a provider out of service, or back into it. Its records and history stay.</summary>
    public Task<Result<Provider>> SetEnabledAsync(Actor actor, Guid id, bool enabled, CancellationToken cancellationToken = default) =>
        changes.RunAsync<Provider>(
            actor,
            AuditActions.ProviderDisabled,
            async scope =>
            {
                var provider = await FindAsync(scope, id);
                if (provider is null)
                {
                    return Failure.NotFound("such provider");
                }

                provider.DisabledAt = enabled ? null : provider.DisabledAt ?? scope.Now;
                Record(scope, enabled ? AuditActions.ProviderChanged : AuditActions.ProviderDisabled, provider);
                return provider;
            },
            cancellationToken);

    internal async Task<Result<Provider>> CreateAsync(ChangeScope scope, ProviderSpec spec, bool fromFile = false)
    {
        var provider = new Provider { Name = spec.Name, Kind = spec.Kind, CreatedAt = scope.Now, FromFile = fromFile };
        scope.Db.Providers.Add(provider);
        return await FillAsync(scope, provider, spec, AuditActions.ProviderCreated);
    }

    internal Task<Result<Provider>> UpdateAsync(ChangeScope scope, Provider provider, ProviderSpec spec) =>
        FillAsync(scope, provider, spec, AuditActions.ProviderChanged);

    /// <summary>SHA-256 of a secret: how a re-applied file recognises an unchanged value.</summary>
    internal static byte[] HashOf(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));

    /// <summary>The stored extra headers, opened.</summary>
    internal Dictionary<string, string> ReadHeaders(Provider provider) => provider.EncryptedExtraHeaders is { } sealedHeaders
        ? JsonSerializer.Deserialize<Dictionary<string, string>>(protector.Unprotect(sealedHeaders, ProviderSecrets.HeadersPlace(provider.Id)))!
        : [];

    /// <summary>The stored login of the proxy, opened; null is none.</summary>
    internal string? ReadProxyLogin(Provider provider) =>
        provider.EncryptedProxyLogin is { } login ? protector.Unprotect(login, ProviderSecrets.ProxyPlace(provider.Id)) : null;

    private static Task<Provider?> FindAsync(ChangeScope scope, Guid id) =>
        scope.Db.Providers.Include(x => x.Keys).SingleOrDefaultAsync(x => x.Id == id, scope.CancellationToken);

    private async Task<Result<Provider>> FillAsync(ChangeScope scope, Provider provider, ProviderSpec spec, string action)
    {
        var errors = ProviderRules.Check(spec);
        if (errors.Count == 0 && spec.CaFile is { } file && CertificateFile.Read(file, out var unusable) is null)
        {
            errors.Add(new("ca_file", $"{spec.Name}: {unusable}"));
        }

        if (errors.Count > 0)
        {
            return Failure.Invalid(errors);
        }

        FillPlain(provider, spec);
        FillProxy(provider, spec);
        FillHeaders(provider, spec);
        var removed = provider.Keys.Where(k => spec.Keys.All(s => s.Name != k.Name)).ToList();
        removed.ForEach(k => provider.Keys.Remove(k));
        foreach (var key in spec.Keys)
        {
            FillKey(scope, provider, key);
        }

        if (provider.Keys.Select(x => FaultOf(provider, x)).FirstOrDefault(x => x is not null) is { } fault)
        {
            return Failure.Invalid([fault]);
        }

        // Keys are part of what the version stands for, though they are rows of their own.
        if (scope.Db.Entry(provider) is { State: EntityState.Unchanged } row && (removed.Count > 0 || provider.Keys.Exists(x => scope.Db.Entry(x).State != EntityState.Unchanged)))
        {
            row.State = EntityState.Modified;
        }

        var limits = await LimitChanges.ApplyAsync(scope, LimitOwnerKind.Provider, provider, spec.Limits);
        Record(scope, action, provider, [.. removed, .. limits]);
        return provider;
    }

    private static void FillPlain(Provider provider, ProviderSpec spec)
    {
        provider.Name = spec.Name;
        provider.Kind = spec.Kind;
        provider.BaseUrl = spec.BaseUrl?.TrimEnd('/');
        provider.ApiVersion = spec.ApiVersion;
        provider.AllowPrivateNetwork = spec.AllowPrivateNetwork;
        provider.ConnectTimeout = spec.ConnectTimeout;
        provider.FirstByteTimeout = spec.FirstByteTimeout;
        provider.IdleTimeout = spec.IdleTimeout;
        provider.MaxRetries = spec.MaxRetries;
        provider.CaFile = spec.CaFile;
    }

    private void FillProxy(Provider provider, ProviderSpec spec)
    {
        var said = spec.Proxy is null ? null : ProxyAddress.Parse(spec.Proxy, out _);
        var stored = ReadProxyLogin(provider);

        // A login is for the proxy that it was given for: another address never sees it.
        var login = said?.Login ?? (said?.Url == provider.Proxy ? stored : null);
        provider.Proxy = said?.Url;
        if (login != stored)
        {
            provider.EncryptedProxyLogin = login is null ? null : protector.Protect(login, ProviderSecrets.ProxyPlace(provider.Id));
        }
    }

    private void FillHeaders(Provider provider, ProviderSpec spec)
    {
        var place = ProviderSecrets.HeadersPlace(provider.Id);
        var stored = ReadHeaders(provider);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in spec.ExtraHeaders)
        {
            if ((value ?? stored.GetValueOrDefault(name)) is { } known)
            {
                headers[name] = known;
            }
        }

        provider.ExtraHeaderNames = [.. headers.Keys];
        if (!headers.SequenceEqual(stored.OrderBy(x => x.Key, StringComparer.Ordinal)))
        {
            provider.EncryptedExtraHeaders = headers.Count == 0 ? null : protector.Protect(JsonSerializer.Serialize(headers), place);
        }
    }

    private void FillKey(ChangeScope scope, Provider provider, ProviderKeySpec spec)
    {
        var key = provider.Keys.Find(k => k.Name == spec.Name);
        if (key is null)
        {
            key = new ProviderKey { Name = spec.Name, ProviderId = provider.Id };
            provider.Keys.Add(key);
            scope.Db.ProviderKeys.Add(key);
        }

        key.Weight = spec.Weight;
        key.Models = spec.Models is null ? null : [.. spec.Models];
        if (_secrets.Fill(provider.Kind, key, spec))
        {
            scope.Audit(AuditActions.SecretRotated, new AuditTarget("provider_key", key.Id, $"{provider.Name}/{key.Name}"));
        }
    }

    private static FieldError? FaultOf(Provider provider, ProviderKey key) =>
        KeyCompleteness.FaultOf(provider.Kind, x => x == "value" ? key.EncryptedValue is not null : key.Settings.ContainsKey(x) || key.SecretNames.Contains(x), provider.BaseUrl is not null) is { } fault
            ? new FieldError("keys", $"{key.Name}: {fault.Message}")
            : null;

    internal static void Record(ChangeScope scope, string action, Provider provider, IEnumerable<object>? others = null)
    {
        scope.Touch(GovernedKind.Provider, provider.Id);
        scope.Audit(action, new AuditTarget(TargetKind, provider.Id, provider.Name), null, [provider, .. provider.Keys, .. others ?? []]);
    }
}
