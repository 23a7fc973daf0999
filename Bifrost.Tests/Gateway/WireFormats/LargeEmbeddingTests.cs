using System.Text;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Embeddings;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>As <see cref="LargeRequestTests"/>, of requests for vectors.</summary>
public sealed class LargeEmbeddingTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    /// <summary>In twelve megabytes; added piece by piece they took an hour of a processor.</summary>
    [Fact]
    public async Task A_text_of_very_many_parts_takes_seconds()
    {
        const int Parts = 600_000;
        var body = Encoding.UTF8.GetBytes("""{"content":{"parts":[""" + string.Join(',', Enumerable.Repeat("""{"text":"abcdefgh"}""", Parts)) + "]}}");

        var request = await Task.Run(() => Read(body), TestContext.Current.CancellationToken).WaitAsync(Bound, TestContext.Current.CancellationToken);

        Assert.Equal(8 * Parts, Assert.Single(request.Texts).Length);
    }

    private static EmbeddingRequest Read(byte[] body)
    {
        Assert.True(EmbeddingFormats.Gemini.TryReadRequest(body, new CallShape("m"), out var request, out var error), error.Message);
        return request;
    }
}
