using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Providers;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Governance.File;

/// <summary>Applies <c>providers</c>.</summary>
internal static class ProviderSection
{
    private const string Kind = "provider";

    public static async Task ApplyAsync(FileApplication apply, ProviderCommands commands)
    {
        var rows = apply.File.Providers ?? [];
        var existing = await apply.FindAsync(apply.Scope.Db.Providers.Include(x => x.Keys), rows.Select(x => x.Spec.Name), x => x.Name);
        foreach (var row in rows)
        {
            if (!existing.TryGetValue(row.Spec.Name, out var provider))
            {
                if (apply.Passed(await commands.CreateAsync(apply.Scope, row.Spec, fromFile: true), row))
                {
                    apply.Say(GovernanceFileVerb.Created, Kind, row.Spec.Name);
                }

                continue;
            }

            var target = new AuditTarget(Kind, provider.Id, provider.Name);
            if (await apply.BeginAsync(target, provider.FromFile, provider.DisabledAt is not null, AuditActions.ProviderDisabled) is not { } fields)
            {
                continue;
            }

            fields.AddRange(ChangedFields(provider, row.Spec));
            fields.AddRange(ChangedSecrets(commands, provider, row.Spec));
            fields.AddRange(await LimitSections.ChangedAsync(apply, LimitOwnerKind.Provider, provider, target, row.Spec.Limits!));
            if (fields.Count > 0)
            {
                provider.FromFile = true;
                provider.DisabledAt = null;
                ForgetSecrets(provider, row.Spec);
                apply.Passed(await commands.UpdateAsync(apply.Scope, provider, row.Spec), row);
            }

            apply.SayChanged(Kind, provider.Name, fields);
        }
    }

    private static IEnumerable<string> ChangedFields(Provider provider, ProviderSpec spec)
    {
        var pairs = new (string Field, object? Stored, object? Said)[]
        {
            ("kind", provider.Kind, spec.Kind),
            ("base_url", provider.BaseUrl, spec.BaseUrl?.TrimEnd('/')),
            ("api_version", provider.ApiVersion, spec.ApiVersion),
            ("allow_private_network", provider.AllowPrivateNetwork, spec.AllowPrivateNetwork),
            ("ca_file", provider.CaFile, spec.CaFile),
            ("connect_timeout", provider.ConnectTimeout, spec.ConnectTimeout),
            ("first_byte_timeout", provider.FirstByteTimeout, spec.FirstByteTimeout),
            ("idle_timeout", provider.IdleTimeout, spec.IdleTimeout),
            ("max_retries", provider.MaxRetries, spec.MaxRetries),
        };
        return pairs.Where(x => !Equals(x.Stored, x.Said)).Select(x => x.Field).Concat(ChangedKeys(provider, spec));
    }

    private static IEnumerable<string> ChangedSecrets(ProviderCommands commands, Provider provider, ProviderSpec spec)
    {
        if (!Lists.Same(commands.ReadHeaders(provider), spec.ExtraHeaders.ToDictionary(x => x.Key, x => x.Value ?? "")))
        {
            yield return "extra_headers";
        }

        if (provider.Proxy != ProxyAddress.UrlOf(spec.Proxy) || commands.ReadProxyLogin(provider) != LoginOf(spec))
        {
            yield return "proxy";
        }
    }

    private static IEnumerable<string> ChangedKeys(Provider provider, ProviderSpec spec)
    {
        foreach (var removed in provider.Keys.Where(x => spec.Keys.All(s => s.Name != x.Name)))
        {
            yield return $"key {removed.Name} removed";
        }

        foreach (var said in spec.Keys)
        {
            var stored = provider.Keys.Find(x => x.Name == said.Name);
            if (stored is null)
            {
                yield return $"key {said.Name} added";
                continue;
            }

            if (!SameSecret(stored, said))
            {
                yield return $"key {said.Name} value";
            }

            if (stored.Weight != said.Weight || !Lists.Same(stored.Settings, KeySecrets.SettingsOf(said)) || !Lists.Same(stored.Models, said.Models))
            {
                yield return $"key {said.Name}";
            }
        }
    }

    private static bool SameSecret(ProviderKey stored, ProviderKeySpec said) =>
        SameHash(said.Value, stored.ValueHash) && SameHash(KeySecrets.TextOf(said.Fields), stored.SecretsHash);

    private static bool SameHash(string? said, byte[]? stored) =>
        said is null ? stored is null : ProviderCommands.HashOf(said).AsSpan().SequenceEqual(stored);

    private static string? LoginOf(ProviderSpec spec) => spec.Proxy is { } proxy ? ProxyAddress.Parse(proxy, out _)?.Login : null;

    // To a command no value means the stored one. In a file the list is whole: no value means that the key presents none.
    private static void ForgetSecrets(Provider provider, ProviderSpec spec)
    {
        if (LoginOf(spec) is null)
        {
            provider.EncryptedProxyLogin = null;
        }

        foreach (var said in spec.Keys)
        {
            if (provider.Keys.Find(x => x.Name == said.Name) is not { } stored)
            {
                continue;
            }

            if (!SameHash(KeySecrets.TextOf(said.Fields), stored.SecretsHash))
            {
                stored.EncryptedSecrets = null;
                stored.SecretNames = [];
            }

            if (said.Value is null)
            {
                stored.EncryptedValue = null;
                stored.ValueHash = null;
                stored.LastFour = null;
            }
        }
    }
}
