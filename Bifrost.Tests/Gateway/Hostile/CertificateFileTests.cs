using System.Security.Cryptography.X509Certificates;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Forwarding;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>A provider whose certificate is signed by a company's own authority.</summary>
public sealed class CertificateFileTests(HostileGateway gateway) : IClassFixture<HostileGateway>, IDisposable
{
    private readonly PrivateAuthority _authority = PrivateAuthority.Create();
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_private_authority_is_trusted_where_a_provider_names_it_and_nowhere_else()
    {
        await using var upstream = await FakeProvider.StartAsync(_authority.Issue("localhost"));
        var file = Write("ca.pem", _authority.Pem);

        Assert.Equal(200, (await ChatAsync(upstream.BaseUrl, file)).Status);
        var refused = await ChatAsync(upstream.BaseUrl, null);

        refused.AssertRefusal(502, "upstream_error");
        Assert.Contains("its TLS certificate was not accepted", refused.Text, StringComparison.Ordinal);
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task A_trusted_certificate_of_another_host_is_refused()
    {
        await using var upstream = await FakeProvider.StartAsync(_authority.Issue("elsewhere.example"));

        var answer = await ChatAsync(upstream.BaseUrl, Write("ca.pem", _authority.Pem));

        answer.AssertRefusal(502, "upstream_error");
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task An_authority_of_another_file_is_refused()
    {
        using var other = PrivateAuthority.Create();
        await using var upstream = await FakeProvider.StartAsync(_authority.Issue("localhost"));

        var answer = await ChatAsync(upstream.BaseUrl, Write("other.pem", other.Pem));

        answer.AssertRefusal(502, "upstream_error");
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task A_chain_is_built_from_the_file_and_nothing_is_fetched_for_it()
    {
        using var between = _authority.Below();
        await using var issuer = await FakeProvider.StartAsync();
        await using var upstream = await FakeProvider.StartAsync(between.Issue("localhost", issuer.Origin + "/issuer.cer"));
        issuer.On(_ => true, _ => new Script().ContentType("application/pkix-cert").Chunk(between.Der));

        // Kestrel, who shows the certificate, has looked for its issuer as it started.
        var before = issuer.Requests.Count;
        var whole = await ChatAsync(upstream.BaseUrl, Write("both.pem", between.Pem + "\n" + _authority.Pem));
        var part = await ChatAsync(upstream.BaseUrl, Write("root.pem", _authority.Pem));

        Assert.Equal(200, whole.Status);
        part.AssertRefusal(502, "upstream_error");
        Assert.Equal(before, issuer.Requests.Count);
    }

    [Fact]
    public void The_systems_roots_stay_trusted()
    {
        var policy = CertificateTrust.PolicyOf(CertificateFile.Read(Write("ca.pem", _authority.Pem), out _));
        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine);
        system.Open(OpenFlags.ReadOnly);

        Assert.NotEmpty(system.Certificates);
        Assert.Empty(system.Certificates.Select(x => x.Thumbprint).Except(policy.CustomTrustStore.Select(x => x.Thumbprint)));
    }

    [Theory]
    [InlineData(null, "there is no ca_file")]
    [InlineData("", "is empty")]
    [InlineData("no certificate at all", "holds no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nTm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n", "cannot be read")]
    public async Task A_file_that_cannot_be_used_is_refused_with_the_providers_and_its_own_name(string? content, string words)
    {
        var path = content is null ? _folder.Combine("missing.pem") : Write("bad.pem", content);
        var spec = Spec("https://localhost:1/v1", path);

        var result = await gateway.Host.Services.GetRequiredService<ProviderCommands>().CreateAsync(Actor.CommandLine, spec);

        var error = Assert.Single(result.Errors);
        Assert.Equal("ca_file", error.Field);
        Assert.StartsWith(spec.Name + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_stops_its_own_provider_alone_until_it_is_back()
    {
        await using var upstream = await FakeProvider.StartAsync(_authority.Issue("localhost"));
        var path = Write("ca.pem", _authority.Pem);
        var spec = Spec(upstream.BaseUrl, path);
        await gateway.AddProviderAsync(spec);
        File.Delete(path);

        // Another provider's change compiles all of them anew.
        await gateway.AddProviderAsync(Spec(upstream.BaseUrl, null));
        var refused = await gateway.ChatAsync(spec.Name + "/gpt-4o");
        Assert.Equal(200, (await gateway.ChatAsync()).Status);
        Write("ca.pem", _authority.Pem);

        refused.AssertRefusal(502, "upstream_error");
        Assert.Contains("its ca_file cannot be used on this node", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(path, refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.ChatAsync(spec.Name + "/gpt-4o")).Status);
    }

    [Fact]
    public void What_has_no_end_is_not_read()
    {
        Assert.Null(CertificateFile.Read("/dev/zero", out var wrong));
        Assert.Contains("/dev/zero", wrong, StringComparison.Ordinal);
        Assert.Null(CertificateFile.Read(_folder.Path, out _));
    }

    [Fact]
    public async Task A_changed_file_is_taken_when_the_provider_is_saved()
    {
        using var other = PrivateAuthority.Create();
        await using var upstream = await FakeProvider.StartAsync(_authority.Issue("localhost"));
        var path = Write("ca.pem", other.Pem);
        var spec = Spec(upstream.BaseUrl, path);
        var commands = gateway.Host.Services.GetRequiredService<ProviderCommands>();
        var made = (await commands.CreateAsync(Actor.CommandLine, spec)).Value;
        Assert.Equal(502, (await gateway.ChatAsync(spec.Name + "/gpt-4o")).Status);

        Write("ca.pem", _authority.Pem);
        Assert.True((await commands.UpdateAsync(Actor.CommandLine, made.Id, made.Version, spec)).IsOk);

        Assert.Equal(200, (await gateway.ChatAsync(spec.Name + "/gpt-4o")).Status);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private static ProviderSpec Spec(string baseUrl, string? file) =>
        HostileGateway.Spec("c" + Guid.NewGuid().ToString("N")[..8], baseUrl, "k") with { CaFile = file, MaxRetries = 0 };

    private async Task<GatewayAnswer> ChatAsync(string baseUrl, string? file)
    {
        var spec = Spec(baseUrl, file);
        await gateway.AddProviderAsync(spec);
        return await gateway.ChatAsync(spec.Name + "/gpt-4o");
    }

    private string Write(string name, string content)
    {
        var path = _folder.Combine(name);
        File.WriteAllText(path, content);
        return path;
    }
}
