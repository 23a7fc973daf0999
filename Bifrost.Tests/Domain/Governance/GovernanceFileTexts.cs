using System.Text;
using Bifrost.Domain.Alerts;
using Bifrost.Domain.Governance.File;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Domain.Governance;

/// <summary>Governance files for tests, and the environment that they read.</summary>
internal static class GovernanceFileTexts
{
    public static readonly string KeySecretOfCi = KeySecret.Create(KeySecret.VirtualKeyPrefix);
    public static readonly string TokenSecret = KeySecret.Create(KeySecret.AdminTokenPrefix);
    public static readonly string WebhookSecretOfOps = WebhookSecret.Create();
    public const string ProviderSecret = "sk-upstream-secret-0001";

    private static readonly TempFolder Files = new();

    /// <summary>A PEM file that is there.</summary>
    public static readonly string CaFile = WriteCertificate();

    /// <summary>Every supported field once.</summary>
    public const string Whole = """
        {
          "$schema": "./bifrost.schema.json",
          "providers": [
            {
              "name": "openai",
              "kind": "openai",
              "base_url": "https://api.openai.com/v1/",
              "allow_private_network": false,
              "keys": [
                { "name": "main", "value": "env.OPENAI_API_KEY", "weight": 1.5, "models": ["*"] }
              ],
              "extra_headers": { "x-team": "platform" },
              "proxy": "http://bifrost:proxy-canary-1@proxy.example.com:3128",
              "ca_file": "env.BIFROST_CA_FILE",
              "connect_timeout": "5s",
              "first_byte_timeout": "600ms",
              "idle_timeout": "2m",
              "max_retries": 3
            },
            {
              "name": "local",
              "kind": "openai-compatible",
              "base_url": "http://localhost:11434/v1"
            }
          ],
          "customers": [
            { "name": "acme", "models": ["openai/*"] }
          ],
          "teams": [
            { "name": "research", "customer": "acme", "models": ["openai/*", "local/*"] }
          ],
          "virtual_keys": [
            {
              "name": "ci",
              "value": "env.BIFROST_VK_CI",
              "team": "research",
              "customer": null,
              "models": ["openai/*"],
              "expires_at": "2099-01-31T00:00:00Z",
              "tags": { "env": "ci" },
              "capture_content_days": 30
            }
          ],
          "prices": [
            {
              "model": "openai/gpt-4o-mini",
              "input_per_mtok": 0.15,
              "cached_input_per_mtok": 0.075,
              "cache_write_per_mtok": 0.2,
              "cache_write_1h_per_mtok": 0.3,
              "output_per_mtok": 0.60,
              "reasoning_per_mtok": 0.7,
              "requests_per_thousand": 0.1,
              "per_image": 0.04,
              "per_audio_hour": 0.36,
              "per_mchar": 15,
              "searches_per_thousand": 2,
              "discount_percent": 5,
              "effective_from": "2098-01-01"
            }
          ],
          "webhooks": [
            {
              "name": "ops",
              "url": "https://hooks.example.com/bifrost",
              "secret": "env.BIFROST_WEBHOOK_SECRET",
              "kinds": ["budget.threshold_reached", "webhook.failed"],
              "allow_private_network": false
            }
          ],
          "admin_tokens": [
            { "name": "terraform", "value": "env.BIFROST_ADMIN_TOKEN", "role": "admin" }
          ]
        }
        """;

    public static string? Environment(string name) => name switch
    {
        "OPENAI_API_KEY" => ProviderSecret,
        "BIFROST_VK_CI" => KeySecretOfCi,
        "BIFROST_ADMIN_TOKEN" => TokenSecret,
        "BIFROST_WEBHOOK_SECRET" => WebhookSecretOfOps,
        "BIFROST_CA_FILE" => CaFile,
        _ => null,
    };

    private static string WriteCertificate()
    {
        using var certificate = LocalCertificate.Create();
        var path = Files.Combine("ca.pem");
        System.IO.File.WriteAllText(path, certificate.ExportCertificatePem());
        return path;
    }

    public static GovernanceFileReading Read(string json) => GovernanceFileReader.Read(Encoding.UTF8.GetBytes(json), Environment);
}
