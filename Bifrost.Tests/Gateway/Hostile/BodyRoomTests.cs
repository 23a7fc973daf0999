using Bifrost.Gateway;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Refusals;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>R15, scaled down: what all large bodies may hold together, and that their room comes back.</summary>
public sealed class BodyRoomTests
{
    private const int Size = 1 << 20;

    private static readonly GatewaySettings Settings = new() { MaxRequestBytes = 4 * Size, MaxBodyBytesInFlight = 8 * Size, DataFolder = "" };

    private readonly BodyReader _reader = new(Settings, new BodyRoom(Settings));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Too_many_at_once_are_refused_and_their_room_comes_back(bool announced)
    {
        var fits = new List<int>();
        for (var round = 0; round < 3; round++)
        {
            var held = new List<RequestBody>();
            Refusal? full = null;
            while (full is null)
            {
                (var body, full) = await ReadAsync(Size - 1, announced);
                if (body is not null) held.Add(body);
            }

            Assert.Equal(503, RefusalText.Of(Assert.IsType<Refusal.Overloaded>(full)).Status);
            Assert.NotNull((await ReadAsync(1024, announced)).Body);
            fits.Add(held.Count);
            held.ForEach(x => x.Dispose());
            held.ForEach(x => x.Dispose());
        }

        // A body that grows holds two buffers for a moment, so the last may find no room.
        Assert.All(fits, x => Assert.InRange(x, announced ? 8 : 7, 8));
        Assert.Single(fits.Distinct());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData(Size)]
    [InlineData(Size + 1)]
    [InlineData(4 * Size)]
    public async Task Bodies_arrive_whole(int length)
    {
        foreach (var announced in (bool[])[true, false])
        {
            var (body, _) = await ReadAsync(length, announced);
            Assert.Equal(Bytes(length), body!.Bytes.ToArray());
            body.Dispose();
        }

        Assert.IsType<Refusal.TooLarge>((await ReadAsync((4 * Size) + 1, announced: false)).Refusal);
    }

    private async Task<(RequestBody? Body, Refusal? Refusal)> ReadAsync(int length, bool announced)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(Bytes(length));
        context.Request.ContentLength = announced ? length : null;
        return await _reader.ReadAsync(context.Request, TestContext.Current.CancellationToken);
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)(i * 31);
        return bytes;
    }
}
