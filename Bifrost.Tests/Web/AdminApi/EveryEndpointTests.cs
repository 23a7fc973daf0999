using Bifrost.Domain.Audit;
using Bifrost.Tests.Testing;
using Bifrost.Web.AdminApi;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>Generated from the mapped endpoints: what must hold for each of them, and for those that are added later.</summary>
public sealed class EveryEndpointTests(AdminApiHost host) : IClassFixture<AdminApiHost>
{
    private const string CatchAll = "/api/{**rest}";

    [Fact]
    public void Every_endpoint_asks_for_a_credential_and_every_write_for_an_admin()
    {
        Assert.NotEmpty(host.Endpoints);
        foreach (var endpoint in host.Endpoints)
        {
            var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(x => x.Policy).ToList();
            Assert.True(policies.Contains(AdminPolicies.Read), $"{endpoint.DisplayName} has no policy.");
            Assert.Null(endpoint.Metadata.GetMetadata<IAllowAnonymous>());
            if (MethodsOf(endpoint) is not (["GET"] or []))
            {
                Assert.True(policies.Contains(AdminPolicies.Write), $"{endpoint.DisplayName} writes without the policy of writes.");
                Assert.NotNull(endpoint.Metadata.GetMetadata<AuditedWrite>());
            }
        }
    }

    [Fact]
    public async Task Each_admin_endpoint_leaves_exactly_one_event_when_it_writes_and_none_when_it_reads()
    {
        await using var provider = await FakeProvider.StartAsync();
        var samples = new Samples(host, provider);
        foreach (var (method, pattern, action) in Cases())
        {
            var sample = await samples.OfAsync(method, pattern);
            var before = await host.LastSequenceAsync();
            var reply = await host.AsAdminAsync(method, sample.Path, sample.Body, sample.IfMatch);
            Assert.True(reply.Status is 200 or 201, $"{method} {pattern}: {reply.Status} {reply.Text}");
            Assert.Equal("no-store", reply.CacheControl);
            var events = await host.EventsSinceAsync(before);
            Assert.True(events.Count == (action is null ? 0 : 1), $"{method} {pattern}: {string.Join(", ", events.Select(x => x.Action))}");
            if (action is not null)
            {
                Assert.Equal((action, AuditOutcome.Success, "the admin", ActorKind.AdminToken), (events[0].Action, events[0].Outcome, events[0].Actor, events[0].ActorKind));
                Assert.Equal(reply.RequestId, events[0].CorrelationId);
                Assert.Equal("127.0.0.1", events[0].SourceAddress);
            }
        }
    }

    [Fact]
    public async Task An_auditor_reads_everything_and_each_of_their_writes_is_refused_with_exactly_one_event()
    {
        await using var provider = await FakeProvider.StartAsync();
        var samples = new Samples(host, provider);
        foreach (var (method, pattern, action) in Cases())
        {
            var sample = await samples.OfAsync(method, pattern);
            var before = await host.LastSequenceAsync();
            // A body that would be refused anyway: the role comes first.
            var reply = await host.SendAsync(method, sample.Path, method == "GET" ? null : "{", host.Auditor);
            var events = await host.EventsSinceAsync(before);
            if (method == "GET")
            {
                Assert.True(reply.Status == 200, $"{pattern}: {reply.Status} {reply.Text}");
                Assert.True(events.Count == (action is null ? 0 : 1), pattern);
                continue;
            }

            Assert.True(reply.Status == 403, $"{method} {pattern}: {reply.Status} {reply.Text}");
            Assert.Equal("application/problem+json", reply.MediaType);
            Assert.Equal((action, AuditOutcome.Denied, "the auditor"), (Assert.Single(events).Action, events[0].Outcome, events[0].Actor));
        }

        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Without_a_credential_every_endpoint_is_401_by_every_method_and_leaves_no_event()
    {
        var before = await host.LastSequenceAsync();
        foreach (var pattern in host.Endpoints.Select(x => x.RoutePattern.RawText!).Distinct())
        {
            var path = pattern.Replace("{id:guid}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("{**rest}", "v1/no-such-thing", StringComparison.Ordinal);
            foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW" })
            {
                if (path.StartsWith("/openapi", StringComparison.Ordinal) && method != "GET") continue;
                Assert.Equal(401, (await host.SendAsync(method, path)).Status);
            }
        }

        Assert.Empty(await host.EventsSinceAsync(before));
    }

    private IEnumerable<(string Method, string Pattern, string? Action)> Cases() =>
        from endpoint in host.Endpoints
        where endpoint.RoutePattern.RawText != CatchAll
        from method in MethodsOf(endpoint)
        select (method, endpoint.RoutePattern.RawText, endpoint.Metadata.GetMetadata<AuditedWrite>()?.Action);

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
}
