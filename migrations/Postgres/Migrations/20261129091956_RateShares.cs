using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bifrost.Migrations.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class RateShares : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "limit_shares",
                columns: table => new
                {
                    limit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account = table.Column<string>(type: "text", nullable: false),
                    node_id = table.Column<string>(type: "text", nullable: false),
                    cap = table.Column<long>(type: "bigint", nullable: false),
                    used = table.Column<long>(type: "bigint", nullable: false),
                    counts = table.Column<byte[]>(type: "bytea", nullable: true),
                    frees_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    recalled = table.Column<long>(type: "bigint", nullable: false),
                    answered = table.Column<long>(type: "bigint", nullable: false),
                    keep_seconds = table.Column<int>(type: "integer", nullable: false),
                    renewed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    held_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_limit_shares", x => new { x.limit_id, x.account, x.node_id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_limit_shares_node_id",
                table: "limit_shares",
                column: "node_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "limit_shares");
        }
    }
}
