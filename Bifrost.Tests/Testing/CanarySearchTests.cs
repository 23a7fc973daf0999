using System.Text;

namespace Bifrost.Tests.Testing;

public sealed class CanarySearchTests
{
    private const string Canary = "canary-7f3a9c51";

    [Theory]
    [InlineData("plain")]
    [InlineData("utf-16")]
    [InlineData("hex")]
    [InlineData("base64-0")]
    [InlineData("base64-1")]
    [InlineData("base64-2")]
    public void Every_spelling_is_found_wherever_it_stands(string spelling)
    {
        var search = new CanarySearch();
        search.Add("channel", spelling switch
        {
            "plain" => Encoding.UTF8.GetBytes($"xx{Canary}yy"),
            "utf-16" => Encoding.Unicode.GetBytes($"xx{Canary}yy"),
            "hex" => Encoding.ASCII.GetBytes("00" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Canary)) + "00"),
            _ => Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', spelling[^1] - '0') + Canary + "tail"))),
        });

        Assert.Single(search.Find(Canary));
        Assert.Empty(search.Find("canary-8f3a9c51"));
        Assert.ThrowsAny<Exception>(() => search.AssertNowhere(("it", Canary)));
    }
}
