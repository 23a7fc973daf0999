using System.Diagnostics;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.Runtime;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.Console.Providers;

/// <summary>Asks a provider for its models before it is saved, or as it is served. Each test is an event; it is an admin's to make.</summary>
public sealed class ConnectionTest(ModelLister lister, SnapshotLoop serving, AuditTrail audit, TimeProvider time)
{
    /// <summary>Tests a form's content. Secrets left empty are those that are stored under the same name.</summary>
    /// <param name="id">Of the stored provider; null for one that is not saved yet.</param>
    public Task<Result<ModelListing>> TestAsync(Actor actor, ProviderSpec spec, Guid? id)
    {
        var stored = id is null ? null : serving.Snapshot.Providers.Values.FirstOrDefault(p => p.Id == id);
        var keys = spec.Keys.Select(k => KeyOf(k, stored?.Keys.FirstOrDefault(s => s.Name == k.Name)));
        var headers = spec.ExtraHeaders.Select(h => (h.Key, Value: h.Value is { } value ? new Secret(value) : stored?.ExtraHeaders.FirstOrDefault(s => s.Key == h.Key).Value));
        var proxy = spec.Proxy is { } written ? ProxyAddress.Parse(written, out _) : null;
        return TestAsync(actor, new ProviderSnapshot
        {
            Id = id ?? Guid.Empty,
            Name = spec.Name,
            Kind = spec.Kind,
            BaseUrl = spec.BaseUrl,
            ApiVersion = spec.ApiVersion,
            AllowPrivateNetwork = spec.AllowPrivateNetwork,
            Proxy = proxy?.Url,
            ProxyLogin = proxy?.Login is { } login ? new Secret(login) : proxy?.Url == stored?.Proxy ? stored?.ProxyLogin : null,
            CaFile = spec.CaFile,
            ConnectTimeout = spec.ConnectTimeout,
            FirstByteTimeout = spec.FirstByteTimeout,
            IdleTimeout = spec.IdleTimeout,
            MaxRetries = spec.MaxRetries,
            Keys = [.. keys],
            ExtraHeaders = [.. headers.Where(h => h.Value is not null).Select(h => KeyValuePair.Create(h.Key, h.Value!))],
        });
    }

    private static ProviderKeySnapshot KeyOf(ProviderKeySpec said, ProviderKeySnapshot? stored)
    {
        var secrets = (stored?.Secrets ?? new Dictionary<string, Secret>()).Where(x => KeyFields.Keeps(x.Key, stored!.Settings, said)).ToDictionary();
        foreach (var (name, value) in said.Fields.Where(x => KeyFields.IsSecret(x.Key)))
        {
            secrets[name] = new Secret(value);
        }

        return new ProviderKeySnapshot(Guid.Empty, said.Name, said.Value is { } own ? new Secret(own) : stored?.Value, said.Weight, ModelPatterns.Compile(said.Models))
        {
            Settings = said.Fields.Where(x => !KeyFields.IsSecret(x.Key)).ToDictionary(),
            Secrets = secrets,
        };
    }

    /// <summary>Tests with each of the keys in turn, up to the first that fails: one dead key of two is worth knowing.</summary>
    public async Task<Result<ModelListing>> TestAsync(Actor actor, ProviderSnapshot provider)
    {
        var target = new AuditTarget("provider", provider.Id, provider.Name);
        if (!actor.MayWrite)
        {
            await audit.WriteAsync(actor, AuditActions.ProviderTested, target, AuditOutcome.Denied, "the role does not allow tests");
            return Failure.Forbidden("Your role reads but does not test. An admin can grant it.");
        }

        var started = time.GetTimestamp();
        ModelListing? listing = null;
        foreach (var key in provider.Keys.DefaultIfEmpty())
        {
            var answer = await lister.AskAsync(provider, key);
            var named = provider.Keys.Count > 1 && answer.Failure is not null ? answer with { Failure = $"Key {key!.Name}: {answer.Failure}" } : answer;
            listing = named.Failure is not null ? named : listing ?? named;
            if (named.Failure is not null)
            {
                break;
            }
        }

        var took = Micros.ToText(time.GetElapsedTime(started));
        await audit.WriteAsync(actor, AuditActions.ProviderTested, target, reason: listing!.Failure ?? $"{Counted.Of(listing.Models.Count, "model")} in {took}");
        return listing;
    }
}
